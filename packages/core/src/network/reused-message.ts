import type { Message } from "./network.js";

/** A message whose object serves again and again: a send allocates nothing. */
export class ReusedMessage implements Message {
  source = 0;
  destination = 0;
  tag = 0;
  bytes = 0;
  dimension: number | undefined = undefined;
  queue = 0;

  assign(
    source: number,
    destination: number,
    tag: number,
    bytes: number,
    dimension: number | undefined,
    queue: number,
  ): void {
    this.source = source;
    this.destination = destination;
    this.tag = tag;
    this.bytes = bytes;
    this.dimension = dimension;
    this.queue = queue;
  }
}
