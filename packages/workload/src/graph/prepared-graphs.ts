import type { GraphAddresses } from "@astra-ts/core";
import type { GraphOptions } from "./graph-options.js";
import type { Program } from "./program.js";

/** Graphs that have been checked against the machine, and how they run. */
export interface PreparedGraphs {
  /** One for each rank; ranks may share one. */
  readonly programs: readonly Program[];
  readonly addresses: GraphAddresses;
  readonly options: GraphOptions;
  readonly communicationSlots: number;
}

/** Rank that a send of `rank` goes to, or a receive comes from. */
export function peerOf({ addresses }: PreparedGraphs, rank: number, program: Program, node: number): number {
  const { details, relativePeers } = program.columns;
  const detail = details[node];
  return addresses.peer(rank, detail >= 0 ? detail : relativePeers[-1 - detail]);
}
