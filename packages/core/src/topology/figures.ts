/**
 * Slowest and fastest link that is believed, bytes per ns: a byte in a second, a petabyte in a microsecond. What lies outside is a wrong unit, and would
 * end in infinite times.
 */
const bandwidths = { least: 1e-9, most: 1e12 };
/** Longest latency that is believed, ns: 11 days. */
const longestLatency = 1e15;

/** What a bandwidth and a latency must be, for messages. */
export const bandwidthRange = `a number above 0, from ${bandwidths.least} to ${bandwidths.most} bytes per ns`;
export const latencyRange = `a number, 0 or more, up to ${longestLatency} ns`;

/** Whether a link can have this bandwidth, bytes per ns. */
export function isBandwidth(value: number): boolean {
  return value >= bandwidths.least && value <= bandwidths.most;
}

/** Whether something can take this long, ns. */
export function isLatency(value: number): boolean {
  return value >= 0 && value <= longestLatency;
}
