import type { Message } from "@astra-ts/core";

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

/**
 * Receivers that count packets instead of telling messages apart, as ASTRA-sim's front end to Garnet does: a packet counts towards the oldest message
 * of the same source, destination, tag and queue that still misses one.
 */
export class AlikeTransfers {
  readonly #streams = new Map<string, Transfer[]>();

  of({ source, destination, tag, dimension, queue }: Message): Transfer[] {
    const key = `${source} ${destination} ${tag} ${dimension} ${queue}`;
    let stream = this.#streams.get(key);
    if (stream === undefined) {
      stream = [];
      this.#streams.set(key, stream);
    }
    return stream;
  }
}
