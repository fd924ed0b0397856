import type { Mailbox, Topology } from "@astra-ts/core";

/** Size of the message with which a receiver tells a sender that it is ready, bytes. */
const controlBytes = 8192;
/** Added to the tag of the message that a control message is for. */
const controlTag = 500_000_000;

/** Added to the tags of the workload's own messages: those of collectives stay below it. */
const workloadTag = 2 ** 51;

/** Sends and receives of the system layer, with or without the rendezvous protocol, and the bytes that the observed ranks send. */
export class Transport {
  /** Bytes sent by each observed rank along each topology dimension, control messages included. */
  readonly bytesSent: readonly (Float64Array | undefined)[];
  readonly #mailbox: Mailbox;
  readonly #topology: Topology;
  readonly #rendezvous: boolean;
  /** For messages of the workload's own. */
  readonly messages: Pick<Mailbox, "send" | "receive"> = {
    send: (source, destination, tag, bytes, dimension, queue, sent) =>
      this.send(source, destination, workloadTag + tag, bytes, dimension, queue, sent),
    receive: (destination, source, tag, bytes, received) =>
      this.receive(destination, source, workloadTag + tag, bytes, undefined, 0, received),
  };

  constructor(mailbox: Mailbox, topology: Topology, observed: readonly number[], rendezvous: boolean) {
    this.#mailbox = mailbox;
    this.#topology = topology;
    this.#rendezvous = rendezvous;
    const bytesSent: (Float64Array | undefined)[] = [];
    for (const rank of observed) bytesSent[rank] = new Float64Array(topology.dimensions.length);
    this.bytesSent = bytesSent;
  }

  send(
    source: number,
    destination: number,
    tag: number,
    bytes: number,
    dimension: number | undefined,
    queue: number,
    sent?: () => void,
  ): void {
    if (this.#rendezvous) {
      this.#mailbox.receive(source, destination, tag + controlTag, controlBytes, () =>
        this.#sendNow(source, destination, tag, bytes, dimension, queue, sent),
      );
    } else {
      this.#sendNow(source, destination, tag, bytes, dimension, queue, sent);
    }
  }

  receive(
    rank: number,
    source: number,
    tag: number,
    bytes: number,
    dimension: number | undefined,
    queue: number,
    received: () => void,
  ): void {
    if (this.#rendezvous) {
      this.#sendNow(rank, source, tag + controlTag, controlBytes, dimension, queue, () =>
        this.#mailbox.receive(rank, source, tag, bytes, received),
      );
    } else {
      this.#mailbox.receive(rank, source, tag, bytes, received);
    }
  }

  #sendNow(
    source: number,
    destination: number,
    tag: number,
    bytes: number,
    dimension: number | undefined,
    queue: number,
    sent?: () => void,
  ): void {
    const counts = this.bytesSent[source];
    if (counts !== undefined) counts[dimension ?? this.#outermostHop(source, destination)] += bytes;
    this.#mailbox.send(source, destination, tag, bytes, dimension, queue, sent);
  }

  /** The outermost dimension in which two ranks differ: the one that ASTRA-sim 1.0 charges a message to. */
  #outermostHop(source: number, destination: number): number {
    const from = this.#topology.coordinates(source);
    const to = this.#topology.coordinates(destination);
    return Math.max(
      to.findLastIndex((coordinate, dimension) => coordinate !== from[dimension]),
      0,
    );
  }
}
