import { bringsShards, type CollectiveKind } from "../collective/kind.js";

/**
 * What no algorithm can do without, in bytes for one byte of the share: what each NPU contributes to an all-gather or gather, a whole chunk of a broadcast or reduce, and the N-th part of a chunk otherwise. Of the N
 * NPUs, `inside` are on one side of a cut. Nothing but the NPUs themselves reduces.
 */
interface Needs {
  /** Bytes that leave the side, and that enter it; `hasRoot` tells whether the root is on it. */
  out(npus: number, inside: number, hasRoot: boolean): number;
  into(npus: number, inside: number, hasRoot: boolean): number;
  /** Bytes between so many parts that together hold all NPUs; absent: what leaves all of them. */
  between?(npus: number, parts: number): number;
}

/**
 * The side of an all-reduce must tell the other its sum, and be told the other's; spread over many parts, each share takes a message less than there are parts to be combined,
 * and as many to be spread (2N-2 messages are the bound of gossip). A broadcast comes to each part once, and a reduce leaves each once, as one sum. Everything else moves each share once to whoever lacks it, sums of one side as one.
 */
export const needs: Readonly<Record<CollectiveKind, Needs>> = {
  "all-reduce": {
    out: (npus) => npus,
    into: (npus) => npus,
    between: (npus, parts) => 2 * (parts - 1) * npus,
  },
  "reduce-scatter": { out: (npus, inside) => npus - inside, into: (_, inside) => inside },
  "all-gather": { out: (_, inside) => inside, into: (npus, inside) => npus - inside },
  "all-to-all": {
    out: (npus, inside) => inside * (npus - inside),
    into: (npus, inside) => inside * (npus - inside),
  },
  broadcast: {
    out: (_npus, _inside, hasRoot) => Number(hasRoot),
    into: (_npus, _inside, hasRoot) => Number(!hasRoot),
    between: (_, parts) => parts - 1,
  },
  reduce: {
    out: (_npus, _inside, hasRoot) => Number(!hasRoot),
    into: (_npus, _inside, hasRoot) => Number(hasRoot),
    between: (_, parts) => parts - 1,
  },
  gather: {
    out: (_, inside, hasRoot) => (hasRoot ? 0 : inside),
    into: (npus, inside, hasRoot) => (hasRoot ? npus - inside : 0),
  },
  scatter: {
    out: (npus, inside, hasRoot) => (hasRoot ? npus - inside : 0),
    into: (_, inside, hasRoot) => (hasRoot ? 0 : inside),
  },
};

/** Bytes of one share of a collective: `bytes` as in `CollectiveRequest`, cut into `chunks`. What a chunk cannot split evenly is left out, as the algorithms leave it out. */
export function shareOf(kind: CollectiveKind, bytes: number, chunks: number, npus: number): number {
  const chunk = Math.floor(bytes / Math.max(1, chunks));
  const isWhole = bringsShards(kind) || kind === "broadcast" || kind === "reduce";
  return (isWhole ? chunk : Math.floor(chunk / npus)) * Math.max(1, chunks);
}
