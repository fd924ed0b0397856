import type { Waiter } from "../errors/deadlock-error.js";

/** Matches sends with receives by source, destination, tag and size, first come first served, and carries matched or unmatched messages over the network. */
export interface Mailbox {
  /** Send now. `sent` is called when the last byte has arrived. `dimension` and `queue` are passed to the network (see `Message`). */
  send(
    source: number,
    destination: number,
    tag: number,
    bytes: number,
    dimension: number | undefined,
    queue: number,
    sent?: () => void,
  ): void;
  /** Call `received` once, when a matching message has arrived; in a later event when it is there already. */
  receive(destination: number, source: number, tag: number, bytes: number, received: () => void): void;
  /** Bytes sent so far by each rank. */
  readonly bytesSent: Float64Array;
  /** Messages sent so far. */
  readonly messages: number;
  /** Receives without a message and messages without a receive. */
  pending(): Waiter[];
}
