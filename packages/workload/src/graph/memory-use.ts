import type { Tensor } from "@astra-ts/core";

/** A piece of data in the memory of one NPU. */
interface Life {
  readonly bytes: number;
  readonly start: number;
  /** End of the last node that read it, ns; undefined: none did, and it stays. */
  end: number | undefined;
}

/** When how much lies in memory: times in ns, and the bytes from each on. */
export type MemorySteps = readonly (readonly [time: number, bytes: number])[];

/**
 * Follows what lies in the memory of one NPU, as ASTRA-sim 2.x does: a tensor is there from the start of the node that writes it, or from the beginning where it is read before anything
 * wrote it, to the end of the last node that reads it.
 */
export class MemoryUse {
  readonly #lives = new Map<string, Life>();

  /** A node that ran from `start` to `end` has ended. */
  nodeEnded(inputs: readonly Tensor[], outputs: readonly Tensor[], start: number, end: number): void {
    for (const { name, bytes } of inputs) {
      const life = this.#lives.get(name) ?? { bytes, start: 0, end: undefined };
      life.end = end;
      this.#lives.set(name, life);
    }
    // What is written again stays what it was.
    for (const { name, bytes } of outputs)
      if (!this.#lives.has(name)) this.#lives.set(name, { bytes, start, end: undefined });
  }

  /** The use after each instant at which it changes. */
  steps(): MemorySteps {
    const changes = new Map<number, number>();
    const change = (time: number, bytes: number): void => {
      changes.set(time, (changes.get(time) ?? 0) + bytes);
    };
    for (const { bytes, start, end } of this.#lives.values()) {
      if (bytes === 0) continue;
      change(start, bytes);
      if (end !== undefined) change(end, -bytes);
    }
    let use = 0;
    return [...changes]
      .sort(([a], [b]) => a - b)
      .map(([time, bytes]) => {
        use += bytes;
        return [time, use] as const;
      });
  }
}

/** Most bytes at a time. */
export function peakOf(steps: MemorySteps): number {
  return steps.reduce((most, [, bytes]) => Math.max(most, bytes), 0);
}
