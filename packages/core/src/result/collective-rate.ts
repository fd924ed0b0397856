import { bringsShards, type CollectiveKind } from "../collective/kind.js";

/** How fast one collective went, as nccl-tests tells it: by the bytes that a user has, and by those that a link carries. */
export interface CollectiveRate {
  collective: CollectiveKind;
  /** Size as nccl-tests counts it: of an all-gather or gather the whole that is gathered, else the buffer of one NPU. */
  bytes: number;
  /** `algbw`: that size over the time, bytes per ns (so GB/s). */
  algorithmBandwidth: number;
  /** `busbw`: what each NPU must send at least, over the time; independent of their number. Bytes per ns. */
  busBandwidth: number;
}

/** Share of its buffer that each of `npus` must send (nccl-tests, doc/PERFORMANCE.md). */
function sent(collective: CollectiveKind, npus: number): number {
  if (collective === "broadcast" || collective === "reduce") return 1;
  return ((collective === "all-reduce" ? 2 : 1) * (npus - 1)) / npus;
}

/** The rate of a collective that took `time` ns on `npus` NPUs; `bytes` is a buffer, of an all-gather or gather one NPU's shard. Nothing where no time passed. */
export function collectiveRate(
  { collective, bytes }: { readonly collective: CollectiveKind; readonly bytes: number },
  { time, npus }: { readonly time: number; readonly npus: number },
): CollectiveRate | undefined {
  if (time <= 0) return undefined;
  const size = bringsShards(collective) ? bytes * npus : bytes;
  const algorithmBandwidth = size / time;
  return {
    collective,
    bytes: size,
    algorithmBandwidth,
    busBandwidth: algorithmBandwidth * sent(collective, npus),
  };
}
