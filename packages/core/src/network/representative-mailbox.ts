import { AstraError } from "../errors/astra-error.js";
import type { Waiter } from "../errors/deadlock-error.js";
import type { Simulator } from "../simulator/simulator.js";
import type { Mailbox } from "./mailbox.js";
import type { Message, MessageEnvelope } from "./message.js";

/**
 * The mailbox of a run in which rank 0 stands for all ranks. All ranks send alike, so what rank 0 receives left its sender when rank 0 sent the mirrored
 * message and flies as long: each receive is answered by the send just before it.
 */
export class RepresentativeMailbox implements Mailbox {
  readonly bytesSent = new Float64Array(1);
  messages = 0;
  readonly #simulator: Simulator;
  readonly #flightTime: (message: Message) => number;
  /** Tag, size and flight time of what rank 0 sent last. No message has the tag -1: a receive before the first send mirrors nothing. */
  #tag = -1;
  #bytes = 0;
  #flight = 0;

  constructor(simulator: Simulator, flightTime: (message: Message) => number) {
    this.#simulator = simulator;
    this.#flightTime = flightTime;
  }

  send(message: Message, sent?: () => void): void {
    this.#tag = message.tag;
    this.#bytes = message.bytes;
    this.messages++;
    this.bytesSent[0] += message.bytes;
    this.#flight = this.#flightTime(message);
    if (sent !== undefined) this.#simulator.schedule(this.#flight, sent);
  }

  receive({ source, destination, tag, bytes }: MessageEnvelope, received: () => void): void {
    if (tag !== this.#tag || bytes !== this.#bytes) {
      throw new AstraError("CONTRACT_BROKEN", {
        problem: `the system layer calls itself uniform, but rank ${destination} awaits a message from rank ${source} that mirrors none of its own`,
        found: `a receive of ${bytes} B with tag ${tag}`,
        expected: `one of ${this.#bytes} B with tag ${this.#tag}, right after the send`,
      });
    }
    this.#simulator.schedule(this.#flight, received);
  }

  /** Every receive is answered when it is posted. */
  pending(): Waiter[] {
    return [];
  }
}
