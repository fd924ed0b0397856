import type { Mailbox } from "../network/mailbox.js";
import { mailboxAround } from "../network/mailbox-around.js";
import type { MessageEnvelope } from "../network/message.js";
import type { PairTraffic } from "./demand.js";

/**
 * Watches the messages that a workload sends by itself. Those count whose end it awaits, at the sender or at the receiver: a run may end before any other has arrived.
 */
export class MessageLedger {
  readonly #npus: number;
  readonly #bytes = new Map<number, number>();
  /** Bytes sent without a callback, that a receive may yet ask for. */
  readonly #unawaited = new Map<number, number>();

  constructor(npus: number) {
    this.#npus = npus;
  }

  /** What has passed between each two NPUs. */
  *transfers(): Generator<PairTraffic> {
    for (const [pair, bytes] of this.#bytes)
      yield { source: Math.floor(pair / this.#npus), destination: pair % this.#npus, bytes };
  }

  /** The same mailbox, watched; with `ranks`, its rank i is `ranks[i]` of the machine. */
  watch(mailbox: Mailbox, ranks?: readonly number[]): Mailbox {
    const pairOf = ({ source, destination }: MessageEnvelope): number =>
      ranks === undefined
        ? source * this.#npus + destination
        : ranks[source]! * this.#npus + ranks[destination]!;
    return mailboxAround(mailbox, {
      send: (message, sent) => {
        add(sent === undefined ? this.#unawaited : this.#bytes, pairOf(message), message.bytes);
        mailbox.send(message, sent);
      },
      receive: (message, received) => {
        const pair = pairOf(message);
        const { bytes } = message;
        mailbox.receive(message, () => {
          this.#received(pair, bytes);
          received();
        });
      },
    });
  }

  #received(pair: number, bytes: number): void {
    const sent = this.#unawaited.get(pair) ?? 0;
    if (sent < bytes) return;
    this.#unawaited.set(pair, sent - bytes);
    add(this.#bytes, pair, bytes);
  }
}

function add(counts: Map<number, number>, pair: number, bytes: number): void {
  counts.set(pair, (counts.get(pair) ?? 0) + bytes);
}
