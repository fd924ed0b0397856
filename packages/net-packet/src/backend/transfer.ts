/** A message of core on its way through the packet network. */
export interface Transfer {
  /** ns. */
  readonly sentAt: number;
  readonly flits: number;
  packetsLeft: number;
  readonly delivered: () => void;
  /** Transfers that the receiver cannot tell from this one, oldest first; undefined where it can tell all. */
  readonly alike: Transfer[] | undefined;
}

/** Transfers that their receivers cannot tell apart, by key: a packet counts towards the oldest that still misses one. */
export class AlikeTransfers {
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
