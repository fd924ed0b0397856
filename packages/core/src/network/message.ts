/** What a send and its receive agree on: a receive finds its message by it. */
export interface MessageEnvelope {
  readonly source: number;
  readonly destination: number;
  /** Number that the sender uses to tell its messages apart; not unique. */
  readonly tag: number;
  /** Size, bytes; whole, 0 allowed. */
  readonly bytes: number;
}

/** A message, as a sender gives it to the mailbox and the mailbox to a network. */
export interface Message extends MessageEnvelope {
  /** Topology dimension along which a collective's phase sends, if one does: a hint that a network may use to choose rails. */
  readonly dimension: number | undefined;
  /** Which of the dimension's parallel queues (rails, virtual networks) sends, from 0. */
  readonly queue: number;
}

/** A message whose object serves again and again, so that a send allocates nothing: its owner changes what is different in the next one. */
export class ReusedMessage implements Message {
  source = 0;
  destination = 0;
  tag = 0;
  bytes = 0;
  dimension: number | undefined = undefined;
  queue = 0;

  /** Takes over everything that another message says. */
  assign({ source, destination, tag, bytes, dimension, queue }: Message): void {
    this.source = source;
    this.destination = destination;
    this.tag = tag;
    this.bytes = bytes;
    this.dimension = dimension;
    this.queue = queue;
  }
}
