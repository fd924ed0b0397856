/** A message of core on its way through the packet network. */
export interface Transfer {
  /** ns. */
  readonly sentAt: number;
  readonly flits: number;
  packetsLeft: number;
  readonly delivered: () => void;
  /** The transfers, oldest first, that are delivered in order with this one; undefined: it stands alone. */
  readonly stream: Transfer[] | undefined;
}

/** Transfers that are under way, by the key of their stream. */
export class Streams {
  readonly #streams = new Map<string, Transfer[]>();

  of(key: string): Transfer[] {
    let stream = this.#streams.get(key);
    if (stream === undefined) {
      stream = [];
      this.#streams.set(key, stream);
    }
    return stream;
  }
}
