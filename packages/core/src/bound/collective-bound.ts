import type { CollectiveKind } from "../collective/kind.js";
import type { Machine } from "./machine.js";

/** Lower bound of one collective, by what forces it. All ns. */
export interface CollectiveBound {
  /** The largest of the parts. */
  readonly total: number;
  /** News from the farthest NPU cannot arrive earlier. */
  readonly latency: number;
  /** Every NPU's bytes must pass the links at its port, and the last of them must arrive. */
  readonly ports: number;
  /** Bytes that must cross the narrowest cut. */
  readonly bisection: number;
  /** Share of `ports` and `bisection` that a model with times in whole ns may lose by rounding each message down. */
  readonly rounding: number;
}

/** The byte counts that no algorithm can do without, for one byte of the share that each pair of NPUs must exchange. N: NPUs, A: NPUs of one side of a cut. */
interface Needs {
  /** Bytes that all NPUs together send. */
  together(npus: number): number;
  /** Bytes that each NPU sends at least (all-gather: receives). */
  each(npus: number): number;
  /** Bytes that cross a cut in the busier direction. */
  across(npus: number, side: number): number;
}

/**
 * The share is a chunk's N-th part, except for all-gather, where it is what one NPU contributes. An all-reduce combines each share with N-1 messages and
 * spreads it with N-1 more (2N-2 one-way messages is the gossip bound); everything else moves each share once to whoever lacks it.
 */
const needs: Readonly<Record<CollectiveKind, Needs>> = {
  "all-reduce": {
    together: (npus) => 2 * (npus - 1) * npus,
    each: (npus) => npus,
    across: (npus) => npus,
  },
  "reduce-scatter": {
    together: (npus) => (npus - 1) * npus,
    each: (npus) => npus - 1,
    across: (npus, side) => Math.max(side, npus - side),
  },
  "all-gather": {
    together: (npus) => (npus - 1) * npus,
    each: (npus) => npus - 1,
    across: (npus, side) => Math.max(side, npus - side),
  },
  "all-to-all": {
    together: (npus) => (npus - 1) * npus,
    each: (npus) => npus - 1,
    across: (npus, side) => side * (npus - side),
  },
};

/**
 * Time that a collective takes at least, whatever the algorithm: bytes as in `CollectiveRequest`, cut into `chunks`. Switches do not reduce. Bytes that a
 * chunk cannot split evenly among the NPUs are left out, as the algorithms leave them out.
 */
export function collectiveBound(
  machine: Machine,
  kind: CollectiveKind,
  bytes: number,
  chunks: number,
): CollectiveBound {
  const { npus, leastPort, meanPort, nearest, farthest, cuts, fastestLink } = machine;
  if (npus < 2 || bytes === 0) return { total: 0, latency: 0, ports: 0, bisection: 0, rounding: 0 };
  const chunk = Math.floor(bytes / Math.max(1, chunks));
  const message = kind === "all-gather" ? chunk : Math.floor(chunk / npus);
  const share = message * Math.max(1, chunks);
  const need = needs[kind];
  const serialization = Math.max(
    (share * need.together(npus)) / (npus * meanPort),
    // What leaves an NPU passes its own port; an all-gather's bytes need not leave the NPU with the least one.
    (share * need.each(npus)) / (kind === "all-gather" ? meanPort : leastPort),
  );
  const ports = serialization === 0 ? 0 : serialization + nearest;
  let bisection = 0;
  for (const { share: part, bandwidth } of cuts)
    bisection = Math.max(bisection, (share * need.across(npus, Math.round(part * npus))) / bandwidth);
  // A message takes floor(x) ns for x >= shortest: at worst x is just below the next whole number.
  const shortest = Math.floor(message / fastestLink);
  const rounding = 1 / (shortest + 1);
  return { total: Math.max(farthest, ports, bisection), latency: farthest, ports, bisection, rounding };
}
