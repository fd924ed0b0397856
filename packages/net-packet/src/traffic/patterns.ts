import { AstraError, didYouMean } from "@astra-ts/core";

/** Synthetic traffic patterns, by gem5's names; `hotspot` is ours. */
export const trafficPatterns = [
  "uniform_random",
  "tornado",
  "bit_complement",
  "bit_reverse",
  "bit_rotation",
  "neighbor",
  "shuffle",
  "transpose",
  "hotspot",
] as const;
/** Name of a rule by which synthetic traffic picks destinations. */
export type TrafficPattern = (typeof trafficPatterns)[number];

/** Throws UNKNOWN_NAME where `name` is no pattern. */
export function trafficPattern(name: string): TrafficPattern {
  const found = trafficPatterns.find((pattern) => pattern === name);
  if (found === undefined)
    throw new AstraError("UNKNOWN_NAME", {
      problem: "unknown traffic pattern",
      field: "synthetic",
      found: name,
      expected: `one of ${trafficPatterns.join(", ")}`,
      hint: didYouMean(name, trafficPatterns),
    });
  return found;
}

/**
 * Destination of a packet, after gem5's generator: nodes stand in a square of side floor(sqrt(nodes)), and integer division comes first.
 * The two patterns with a choice draw from `below(bound)`, uniform in 0..bound - 1. Hotspot sends every second packet, on average, to `hotspot`.
 */
export function destinationOf(
  pattern: TrafficPattern,
  source: number,
  nodes: number,
  below: (bound: number) => number,
  hotspot = 0,
): number {
  const radix = Math.floor(Math.sqrt(nodes));
  const x = source % radix;
  const y = Math.floor(source / radix);
  switch (pattern) {
    case "uniform_random":
      return below(nodes);
    case "hotspot":
      return below(2) === 0 ? hotspot : below(nodes);
    case "tornado":
      return y * radix + ((x + Math.floor(radix / 2) - 1 + radix) % radix);
    case "bit_complement":
      return (radix - 1 - y) * radix + (radix - 1 - x);
    case "bit_reverse": {
      let reversed = 0;
      for (let bits = Math.floor(Math.log2(nodes)), rest = source; bits > 0; bits--, rest >>= 1)
        reversed = (reversed << 1) | (rest & 1);
      return reversed;
    }
    case "bit_rotation":
      return (source >> 1) + (source % 2 === 0 ? 0 : Math.floor(nodes / 2));
    case "neighbor":
      return y * radix + ((x + 1) % radix);
    case "shuffle":
      return source < Math.floor(nodes / 2) ? source * 2 : source * 2 - nodes + 1;
    case "transpose":
      return x * radix + y;
  }
}
