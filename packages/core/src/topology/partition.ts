import type { PartWidths } from "./part-widths.js";

/** Dimensions of the topology as bits. */
export type DimensionSet = number;

/** The NPUs of a machine in parts, and what the links between them carry. */
export interface Partition {
  /** Number of the part of each rank; -1: in none. */
  readonly partOf: Int32Array;
  readonly parts: number;
  /** True where each NPU is a part. */
  readonly isSingles: boolean;
  /** By way of the links of these dimensions alone. */
  widths(dimensions: DimensionSet): PartWidths;
}

/** `NPU 10`, `NPUs 8 to 15`, `NPUs 1, 5, 9 …`. */
export function nameOfPart({ partOf }: Partition, part: number): string {
  const ranks: number[] = [];
  for (let rank = 0; rank < partOf.length; rank++) if (partOf[rank] === part) ranks.push(rank);
  const [first, second, third] = ranks;
  if (ranks.length === 1) return `NPU ${first}`;
  const last = ranks[ranks.length - 1];
  if (last - first === ranks.length - 1) return `NPUs ${first} to ${last}`;
  return `NPUs ${[first, second, third].filter((rank) => rank !== undefined).join(", ")}${ranks.length > 3 ? ` … (${ranks.length})` : ""}`;
}
