import { type Bound, type BufferLimitReport, formatBandwidth } from "@astra-ts/core";

/** What a lower bound follows from, in words: `what NPU 10 receives`. */
export function limitWords({ limitedBy, where }: Bound): string {
  return limitedBy === "latency" || limitedBy === "nothing" ? limitedBy : where;
}

/** What small buffers leave of a link, in words. */
export function limitWordsOf({ from, to, allowed, bandwidth }: BufferLimitReport): string {
  return `they let one flow from ${from} to ${to} have ${formatBandwidth(allowed)} of ${formatBandwidth(bandwidth)}`;
}
