import type { GpuDevice } from "./device.js";
import type { GpuEfficiencies } from "./efficiencies.js";

/** Time to read and write some bytes, ns: the first of them are still in the cache, where the kernel before has left them. */
export function memoryTime(
  bytes: number,
  { memoryBandwidth, cache, processors }: GpuDevice,
  { memory: { bandwidth, cached }, products }: GpuEfficiencies,
): number {
  const warm = Math.min(bytes, cached * cache);
  return (bytes - warm) / (memoryBandwidth * bandwidth) + warm / (products.fp16.operands * processors);
}
