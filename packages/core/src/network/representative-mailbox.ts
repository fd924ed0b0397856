import { AstraError } from "../errors/astra-error.js";
import type { Waiter } from "../errors/deadlock-error.js";
import type { Simulator } from "../simulator/simulator.js";
import type { Mailbox } from "./mailbox.js";
import type { Message } from "./network.js";
import { ReusedMessage } from "./reused-message.js";

/**
 * The mailbox of a run in which rank 0 stands for all ranks. All ranks send alike, so what rank 0 receives left its sender when rank 0 sent the mirrored
 * message and flies as long: each receive is answered by the send just before it.
 */
export class RepresentativeMailbox implements Mailbox {
  readonly bytesSent = new Float64Array(1);
  messages = 0;
  readonly #simulator: Simulator;
  readonly #flightTime: (message: Message) => number;
  /** What rank 0 sent last. */
  readonly #last = new ReusedMessage();
  #flight = 0;

  constructor(simulator: Simulator, flightTime: (message: Message) => number) {
    this.#simulator = simulator;
    this.#flightTime = flightTime;
    // No message has this tag: a receive before the first send mirrors nothing.
    this.#last.tag = -1;
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
    const last = this.#last;
    last.assign(source, destination, tag, bytes, dimension, queue);
    this.messages++;
    this.bytesSent[0] += bytes;
    this.#flight = this.#flightTime(last);
    if (sent !== undefined) this.#simulator.schedule(this.#flight, sent);
  }

  receive(destination: number, source: number, tag: number, bytes: number, received: () => void): void {
    if (tag !== this.#last.tag || bytes !== this.#last.bytes) {
      throw new AstraError("CONTRACT_BROKEN", {
        problem: `the system layer calls itself uniform, but rank ${destination} awaits a message from rank ${source} that mirrors none of its own`,
        found: `a receive of ${bytes} B with tag ${tag}`,
        expected: `one of ${this.#last.bytes} B with tag ${this.#last.tag}, right after the send`,
      });
    }
    this.#simulator.schedule(this.#flight, received);
  }

  /** Every receive is answered when it is posted. */
  pending(): Waiter[] {
    return [];
  }
}
