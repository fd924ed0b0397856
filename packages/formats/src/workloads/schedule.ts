import type { GraphNodeWork, GraphWorkload } from "@astra-ts/core";

/** A message of a schedule, as both its ends see it. */
export interface ScheduledMessage {
  readonly source: number;
  readonly destination: number;
  readonly bytes: number;
}

/** Nodes of either end of a message, to wait for. */
export interface MessageEnds {
  readonly sent: number;
  readonly received: number;
}

/** Collects what each rank does when: messages, each of its own, after moments and other nodes. */
export class Schedule {
  readonly #ranks: GraphNodeWork[][];
  /** By rank: moments, ns, with the node that ends then. */
  readonly #moments: Map<number, number>[];
  readonly #tags = new Map<string, number>();
  #nextId = 0;

  constructor(npus: number) {
    this.#ranks = Array.from({ length: npus }, () => []);
    this.#moments = Array.from({ length: npus }, () => new Map());
  }

  /** Announces a moment at which something of a rank is to start; all are announced before the first is asked for. */
  announce(rank: number, time: number): void {
    if (time > 0) this.#moments[rank]!.set(time, -1);
  }

  /** Lays the moments of each rank in a row, each a wait for what is left of the time. */
  layMoments(): void {
    for (const [rank, moments] of this.#moments.entries()) {
      let previous: { readonly time: number; readonly id: number } | undefined;
      for (const time of [...moments.keys()].sort((a, b) => a - b)) {
        const id = this.#nextId++;
        const after = previous === undefined ? [] : [previous.id];
        this.#ranks[rank]!.push({
          id,
          kind: "compute",
          name: `until ${time} ns`,
          on: "cpu",
          duration: time - (previous?.time ?? 0),
          after,
        });
        moments.set(time, id);
        previous = { time, id };
      }
    }
  }

  /** Adds a message that is sent at a time, ns, and when the nodes of its source have ended. Messages of one pair and size are told apart by their tags. */
  add({ source, destination, bytes }: ScheduledMessage, time: number, after: readonly number[]): MessageEnds {
    const pair = `${source} ${destination}`;
    const tag = this.#tags.get(pair) ?? 0;
    this.#tags.set(pair, tag + 1);
    const moment = this.#moments[source]!.get(time);
    const sent = this.#nextId++;
    const waits = moment === undefined ? after : [moment, ...after];
    this.#ranks[source]!.push({ id: sent, kind: "send", to: destination, tag, bytes, after: waits });
    const received = this.#nextId++;
    this.#ranks[destination]!.push({ id: received, kind: "receive", from: source, tag, bytes, after: [] });
    return { sent, received };
  }

  /** All sends of a rank may be under way together. */
  workload(): GraphWorkload {
    const sends = this.#ranks.map((nodes) => nodes.filter(({ kind }) => kind === "send").length);
    return {
      kind: "graph",
      ranks: this.#ranks,
      communicationSlots: sends.reduce((most, count) => Math.max(most, count), 1),
    };
  }
}
