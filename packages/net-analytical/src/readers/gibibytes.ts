/** ASTRA-sim's files write GB/s for 2^30 bytes per second: one of them in bytes per ns. */
export const gibibytesPerSecond = 2 ** 30 / 1e9;

/** Bandwidth of an ASTRA-sim file in bytes per ns. The product comes first: this is the rounding of the originals. */
export function fromGibibytesPerSecond(value: number): number {
  return (value * 2 ** 30) / 1e9;
}
