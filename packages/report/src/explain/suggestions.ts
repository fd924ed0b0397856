import { formatPercent, formatTime, type Result } from "@astra-ts/core";
import { limitWordsOf } from "./limit-words.js";
import type { PathShares } from "./path-summary.js";

/** A change and what it would save at most, everything else unchanged. */
export interface Suggestion {
  readonly change: string;
  /** ns. */
  readonly saving: number;
  /** What the estimate stands on. */
  readonly reason: string;
}

/** Changes that would shorten the critical path, the most useful first. Estimates: another path may become the longest one before all of it is saved. */
export function suggestionsFor(result: Result, shares: PathShares, busy: readonly number[]): Suggestion[] {
  const suggestions: Suggestion[] = [];
  const parts = result.networkReport.attribution;
  const summed = parts === undefined ? 0 : parts.propagation + parts.serialization + parts.queueing;
  const communication = shares.dimensions.reduce((sum, time) => sum + time, shares.exposed);
  const single = result.systemReport.dimensions.length === 1;
  shares.dimensions.forEach((time, dimension) => {
    const onPath = time + (single ? shares.exposed : 0);
    if (onPath <= 0) return;
    const serial = parts !== undefined && summed > 0 ? parts.serialization / summed : 1;
    suggestions.push({
      change: `twice the bandwidth in dimension ${dimension}`,
      saving: (onPath * serial) / 2,
      reason:
        parts !== undefined && summed > 0
          ? `${formatTime(onPath)} of the path is in this dimension, and ${formatPercent(serial)} of message time is serialisation`
          : `${formatTime(onPath)} of the path is in this dimension; the network does not say how much of it is latency, so this is an upper limit`,
    });
  });
  if (parts !== undefined && summed > 0 && communication > 0) {
    suggestions.push({
      change: "links without latency",
      saving: communication * (parts.propagation / summed),
      reason: `${formatPercent(parts.propagation / summed)} of message time is propagation`,
    });
    const limit = result.networkReport.bufferLimit;
    if (parts.queueing > 0)
      suggestions.push({
        change:
          limit === undefined
            ? "no contention (other routes, another algorithm, or more links)"
            : "larger buffers (buffersPerVc, vcsPerVnet), which are too small for the round trip",
        saving: communication * (parts.queueing / summed),
        reason: `${formatPercent(parts.queueing / summed)} of message time is waiting for ${limit === undefined ? "links" : `buffers and links: ${limitWordsOf(limit)}`}`,
      });
  }
  if (shares.compute > 0)
    suggestions.push({
      change: "compute twice as fast",
      saving: shares.compute / 2,
      reason: `${formatTime(shares.compute)} of the path is computing`,
    });
  const active = busy.filter((time) => time > 0).length;
  const onDimensions = shares.dimensions.reduce((sum, time) => sum + time, 0);
  const longest = Math.max(0, ...busy);
  if (active > 1 && onDimensions > longest)
    suggestions.push({
      change: "dimensions that work at the same time (more chunks, or another scheduling)",
      saving: onDimensions - longest,
      reason: `the path spends ${formatTime(onDimensions)} in dimensions, of which the busiest needs ${formatTime(longest)}`,
    });
  const worth = result.time.total * 0.005;
  return suggestions.filter(({ saving }) => saving >= worth).sort((a, b) => b.saving - a.saving);
}
