import { type CollectiveKind, defineCollective } from "@astra-ts/core";
import { shiftedRounds } from "./shifted-rounds.js";

/** Pairs exchange halves at distance 1, 2, 4 … (reducing), then double them back at …, 4, 2, 1. For powers of two. */
export const halvingDoubling = defineCollective({
  name: "halvingDoubling",
  description: "pairs at distance 1, 2, 4 … exchange ever smaller halves, then ever larger ones back",
  isUniform: true,
  kinds: ["all-reduce", "all-gather", "reduce-scatter"],
  refuses: ({ npus }) =>
    Number.isInteger(Math.log2(npus))
      ? undefined
      : `halving-doubling pairs NPUs, which needs a power of two, not ${npus}`,
  incomplete: ({ npus, kind }) =>
    Number.isInteger(Math.log2(npus)) || !pairsUp(npus, kind)
      ? undefined
      : `halving-doubling over ${npus} NPUs ends after ${roundsOf(npus)} rounds, before all have everything`,
  plan({ kind, npus, bytes }) {
    const rounds = roundsOf(npus);
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
    const partner = (position: number, step: number): number => partnerAt(position, distances[step]);
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

function roundsOf(npus: number): number {
  return Math.trunc(Math.log2(npus));
}

/**
 * The NPU `distance` further where blocks of that length are counted even, and as much nearer where odd: for powers of two the position with one binary
 * digit changed.
 */
function partnerAt(position: number, distance: number): number {
  if (distance === 0) return position;
  return Math.floor(position / distance) % 2 === 0 ? position + distance : position - distance;
}

/** Whether an all-gather's distances, N/2 and ever half of it, part all NPUs in pairs. The distances of the others grow past what pairs up. */
function pairsUp(npus: number, kind: CollectiveKind): boolean {
  if (kind !== "all-gather" || npus % 2 !== 0) return false;
  let distance = npus / 2;
  for (let round = roundsOf(npus); round > 0; round--) {
    if (npus % (2 * distance) !== 0) return false;
    distance = Math.floor(distance / 2);
  }
  return true;
}
