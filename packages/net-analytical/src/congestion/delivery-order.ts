import type { Message } from "@astra-ts/core";

/** Keeps messages of one size between two NPUs in the order in which they were sent, whichever of them arrives first: nobody can tell them apart. */
export class DeliveryOrder {
  readonly #waiting = new Map<string, (() => void)[]>();

  /** To be called when a message arrives, in place of `delivered`: the first of its kind that waits is delivered. */
  inTurn({ source, destination, bytes }: Message, delivered: () => void): () => void {
    const kind = `${source} ${destination} ${bytes}`;
    const waiting = this.#waiting.get(kind) ?? [];
    if (waiting.length === 0) this.#waiting.set(kind, waiting);
    waiting.push(delivered);
    return () => {
      const first = waiting.shift();
      if (waiting.length === 0) this.#waiting.delete(kind);
      first?.();
    };
  }
}
