import { AstraError, didYouMean, type Random } from "@astra-ts/core";

/** How background traffic chooses destinations. */
export const backgroundPatterns = [
  "uniform_random",
  "permutation",
  "neighbor",
  "tornado",
  "bit_complement",
  "hotspot",
] as const;
type BackgroundPattern = (typeof backgroundPatterns)[number];

/** Position of the next message's destination, for a sender at a position; undefined where the sender stays silent. */
export type Destinations = (position: number) => number | undefined;

/**
 * Destinations among `count` NPUs in a row. `uniform_random`: any other; `permutation`: always the same other, drawn so that each receives from one; `neighbor`: the next;
 * `tornado`: just less than half of the way round; `bit_complement`: the one as far from the other end; `hotspot`: all send to the first. Throws UNKNOWN_NAME.
 */
export function destinationsOf(pattern: string, count: number, random: Random, field: string): Destinations {
  const known = backgroundPatterns.find((name) => name === pattern);
  if (known === undefined)
    throw new AstraError("UNKNOWN_NAME", {
      problem: "unknown traffic pattern",
      field,
      found: pattern,
      expected: `one of ${backgroundPatterns.join(", ")}`,
      hint: didYouMean(pattern, backgroundPatterns),
    });
  return byPattern(known, count, random);
}

function byPattern(pattern: BackgroundPattern, count: number, random: Random): Destinations {
  switch (pattern) {
    case "uniform_random":
      return (position) => (position + 1 + random.integer(count - 1)) % count;
    case "permutation": {
      const partners = derangement(count, random);
      return (position) => partners[position]!;
    }
    case "neighbor":
      return (position) => (position + 1) % count;
    case "tornado":
      return (position) => (position + Math.max(1, Math.ceil(count / 2) - 1)) % count;
    case "bit_complement":
      // Of an odd number, the one in the middle is its own complement.
      return (position) => (2 * position === count - 1 ? undefined : count - 1 - position);
    case "hotspot":
      return (position) => (position === 0 ? undefined : 0);
  }
}

/** A permutation in which nobody keeps its place: one circle through all in a drawn order (Sattolo). */
function derangement(count: number, random: Random): number[] {
  const partners = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = random.integer(last);
    [partners[last], partners[other]] = [partners[other]!, partners[last]!];
  }
  return partners;
}
