import { defineCollective } from "@astra-ts/core";
import { shiftedRounds } from "./shifted-rounds.js";

/** Pairs exchange halves at distance 1, 2, 4 … (reducing), then double them back at …, 4, 2, 1. For powers of two. */
export const halvingDoubling = defineCollective({
  name: "halvingDoubling",
  description: "pairs at distance 1, 2, 4 … exchange ever smaller halves, then ever larger ones back",
  apiVersion: 1,
  kinds: ["all-reduce", "all-gather", "reduce-scatter"],
  refuses: (npus) =>
    Number.isInteger(Math.log2(npus))
      ? undefined
      : `halving-doubling pairs NPUs, which needs a power of two, not ${npus}`,
  plan({ kind, npus, bytes }) {
    const rounds = Math.log2(npus);
    const sends = kind === "all-reduce" ? 2 * rounds : rounds;
    // One entry more than messages: the last endpoint pass is for a step that is never sent.
    const distances: number[] = [];
    const sizes: number[] = [];
    let halving = kind !== "all-gather";
    let distance = halving ? 1 : npus / 2;
    let size = halving ? Math.floor(bytes / 2) : bytes;
    for (let step = 0; step <= sends; step++) {
      distances.push(distance);
      sizes.push(size);
      distance = halving ? distance * 2 : Math.floor(distance / 2);
      size = halving ? Math.floor(size / 2) : size * 2;
      if (kind === "all-reduce" && halving && distance === npus) {
        halving = false;
        distance /= 2;
        size *= 2;
      }
    }
    const partner = (position: number, step: number): number => position ^ distances[step];
    return {
      form: "steps",
      sends,
      ...shiftedRounds(kind, 1, rounds - 1),
      destination: partner,
      source: partner,
      bytes: (step) => sizes[step],
    };
  },
});
