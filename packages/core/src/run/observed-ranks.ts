import { AstraError } from "../errors/astra-error.js";

const defaultRanks = 16;

/** Ranks of a run that may be observed. */
export interface ObservableRanks {
  readonly npus: number;
  /** Ranks 0 to `simulated - 1` are simulated. */
  readonly simulated: number;
  /** A rank of each kind. */
  readonly representatives?: readonly number[];
}

/**
 * Ranks of which more is kept than times and bytes, ascending; rank 0 is always among them. Asked for are these ranks, or so many: first one of each kind, then those that lie evenly
 * between the first and the last. Throws INVALID_VALUE for a rank that the machine has not.
 */
export function observedRanks(
  { npus, simulated, representatives = [] }: ObservableRanks,
  wanted: number | readonly number[] = defaultRanks,
): readonly number[] {
  const chosen = new Set([0]);
  if (typeof wanted === "number") {
    const count = Math.min(wanted, simulated);
    for (const rank of [
      ...representatives,
      ...evenRanks(count, simulated),
      ...evenRanks(simulated, simulated),
    ]) {
      if (chosen.size >= count) break;
      chosen.add(rank);
    }
  } else {
    wanted.forEach((rank, index) => {
      if (rank >= npus)
        throw new AstraError("INVALID_VALUE", {
          field: `timeline.ranks.${index}`,
          problem: "the machine has no such rank",
          found: rank,
          expected: `ranks from 0 to ${npus - 1}`,
        });
      chosen.add(rank);
    });
  }
  return [...chosen].filter((rank) => rank < simulated).sort((a, b) => a - b);
}

function evenRanks(count: number, ranks: number): number[] {
  const step = count < 2 ? 0 : (ranks - 1) / (count - 1);
  return Array.from({ length: count }, (_, index) => Math.round(index * step));
}
