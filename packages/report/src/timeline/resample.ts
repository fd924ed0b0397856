import type { MergedSpans } from "./lanes.js";

/** Busy share, 0..1, of each of `bins` equal bins of 0..`end` ns: what falls into several of them is spread evenly. */
export function resampledShares({ binWidth, busy }: MergedSpans, end: number, bins: number): Float32Array {
  const shares = new Float32Array(bins);
  const width = end / bins;
  if (!(width > 0)) return shares;
  busy.forEach((time, index) => {
    const from = index * binWidth;
    const to = Math.min(end, from + binWidth);
    const last = Math.min(bins - 1, Math.floor(to / width));
    for (let bin = Math.floor(from / width); bin <= last; bin++) {
      const overlap = Math.min(to, (bin + 1) * width) - Math.max(from, bin * width);
      if (overlap > 0) shares[bin] = Math.min(1, shares[bin] + ((overlap / (to - from)) * time) / width);
    }
  });
  return shares;
}

/** What most of each of these bins was: that of the bin in which its middle lies; -1 for none. */
export function resampledNames({ binWidth, main }: MergedSpans, end: number, bins: number): number[] {
  return Array.from(
    { length: bins },
    (_, bin) => main[Math.floor(((bin + 0.5) * end) / bins / binWidth)] ?? -1,
  );
}
