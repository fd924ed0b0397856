import type { CollectiveHandle, LayerResult } from "@astra-ts/core";

/** Sums of the delays of collectives, phase by phase; a collective with fewer phases adds nothing to the later ones, but counts in every mean. */
export class CollectiveDelays {
  #collectives = 0;
  readonly #queueing: number[] = [];
  readonly #network: number[] = [];

  add({ queueingDelay, networkDelay }: CollectiveHandle): void {
    this.#collectives++;
    addTo(this.#queueing, queueingDelay);
    addTo(this.#network, networkDelay);
  }

  means(): Pick<LayerResult, "collectives" | "queueingDelay" | "networkDelay"> {
    const mean = (sum: number): number => sum / this.#collectives;
    return {
      collectives: this.#collectives,
      queueingDelay: this.#queueing.map(mean),
      networkDelay: this.#network.map(mean),
    };
  }
}

function addTo(sums: number[], values: readonly number[]): void {
  values.forEach((value, phase) => {
    sums[phase] = (sums[phase] ?? 0) + value;
  });
}
