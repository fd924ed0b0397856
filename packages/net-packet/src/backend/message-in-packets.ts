/** A message of core on its way through the packet network. */
export interface MessageInPackets {
  /** ns. */
  readonly sentAt: number;
  readonly flits: number;
  packetsLeft: number;
  readonly delivered: () => void;
  /** The messages, oldest first, that are delivered in order with this one; undefined: it stands alone. */
  readonly stream: MessageInPackets[] | undefined;
}

/** Messages that are under way, by the key of their stream. */
export class Streams {
  readonly #streams = new Map<string, MessageInPackets[]>();

  of(key: string): MessageInPackets[] {
    let stream = this.#streams.get(key);
    if (stream === undefined) {
      stream = [];
      this.#streams.set(key, stream);
    }
    return stream;
  }
}
