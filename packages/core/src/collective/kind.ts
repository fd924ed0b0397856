/** Kinds of collective in which one NPU, the root, has or gets it all. */
export const rootedKinds = ["broadcast", "reduce", "gather", "scatter"] as const;

/** Kinds of collective that a workload can ask for. */
export const collectiveKinds = [
  "all-reduce",
  "all-gather",
  "reduce-scatter",
  "all-to-all",
  ...rootedKinds,
] as const;

/** A kind of collective. */
export type CollectiveKind = (typeof collectiveKinds)[number];

/** A kind of collective that has a root. */
export type RootedKind = (typeof rootedKinds)[number];

/** Whether a collective of this kind has a root. */
export function isRooted(kind: CollectiveKind): kind is RootedKind {
  return (rootedKinds as readonly CollectiveKind[]).includes(kind);
}

/** Whether the bytes of a collective of this kind are the shard that each NPU brings, rather than a whole buffer. */
export function bringsShards(kind: CollectiveKind): boolean {
  return kind === "all-gather" || kind === "gather";
}

/** What each of `npus` holds after a collective of this kind, of a gather the root, where `bytes` are those of the request. */
export function bytesAfter(kind: CollectiveKind, bytes: number, npus: number): number {
  if (kind === "reduce-scatter" || kind === "scatter") return Math.floor(bytes / npus);
  return bringsShards(kind) ? bytes * npus : bytes;
}
