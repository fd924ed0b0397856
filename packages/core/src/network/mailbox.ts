import type { Waiter } from "../errors/deadlock-error.js";
import type { Message, MessageEnvelope } from "./message.js";

/**
 * Matches sends with receives by source, destination, tag and size, first come first served, and carries matched or unmatched messages over the network. The objects that
 * `send` and `receive` are given stay the caller's, who may change them as soon as the call has returned; what is needed later is copied.
 */
export interface Mailbox {
  /** Send now. `sent` is called once, when the last byte has arrived, and never before `send` has returned. */
  send(message: Message, sent?: () => void): void;
  /** Await a message. `received` is called once, when one that matches has arrived, and never before `receive` has returned: one that is there already is received in a later event. */
  receive(message: MessageEnvelope, received: () => void): void;
  /** Bytes sent so far by each rank. */
  readonly bytesSent: Float64Array;
  /** Messages sent so far. */
  readonly messages: number;
  /** Receives without a message and messages without a receive. */
  pending(): Waiter[];
}
