import type { CollectiveKind } from "@astra-ts/core";

/** Collectives that are simulated, by their number in the schema 0.0.4. */
export const collectiveTypes: Readonly<Record<number, CollectiveKind>> = {
  0: "all-reduce",
  1: "reduce",
  2: "all-gather",
  3: "gather",
  4: "scatter",
  5: "broadcast",
  6: "all-to-all",
  7: "reduce-scatter",
};

/** The others, which take their recorded time. */
export const replayedCollectives: Readonly<Record<number, string>> = {
  8: "reduce-scatter-block",
  9: "barrier",
};

/** Number of the broadcast. */
export const broadcastType = 5;

/** Tags of messages are taken modulo this, as in ASTRA-sim. */
export const tagRange = 500_000_000;
