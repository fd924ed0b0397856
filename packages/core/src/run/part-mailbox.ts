import type { Waiter } from "../errors/deadlock-error.js";
import type { Mailbox } from "../network/mailbox.js";
import { type Message, type MessageEnvelope, ReusedMessage } from "../network/message.js";

/** The mailbox of a part of the machine, which speaks of its own ranks: its messages go through that of the machine. */
export class PartMailbox implements Mailbox {
  messages = 0;
  readonly bytesSent: Float64Array;
  readonly #mailbox: Mailbox;
  readonly #ranks: readonly number[];
  readonly #scratch = new ReusedMessage();

  /** Rank i of the part is `ranks[i]`. */
  constructor(mailbox: Mailbox, ranks: readonly number[]) {
    this.#mailbox = mailbox;
    this.#ranks = ranks;
    this.bytesSent = new Float64Array(ranks.length);
  }

  send(message: Message, sent?: () => void): void {
    this.messages++;
    this.bytesSent[message.source]! += message.bytes;
    this.#mailbox.send(this.#onMachine(message, message), sent);
  }

  receive(message: MessageEnvelope, received: () => void): void {
    this.#mailbox.receive(this.#onMachine(message), received);
  }

  /** Nothing: what waits is told by the mailbox of the machine. */
  pending(): Waiter[] {
    return [];
  }

  #onMachine({ source, destination, tag, bytes }: MessageEnvelope, message?: Message): ReusedMessage {
    const scratch = this.#scratch;
    scratch.source = this.#ranks[source]!;
    scratch.destination = this.#ranks[destination]!;
    scratch.tag = tag;
    scratch.bytes = bytes;
    // Its dimensions need not be those of the machine, in which networks look for rails.
    scratch.dimension = undefined;
    scratch.queue = message?.queue ?? 0;
    return scratch;
  }
}
