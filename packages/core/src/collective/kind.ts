/** Kinds of collective that a workload can ask for. */
export const collectiveKinds = ["all-reduce", "all-gather", "reduce-scatter", "all-to-all"] as const;

/** A kind of collective. */
export type CollectiveKind = (typeof collectiveKinds)[number];
