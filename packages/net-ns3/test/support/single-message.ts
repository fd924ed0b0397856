/** A message alone on its way: what its time depends on. */
export interface Course {
  readonly bytes: number;
  readonly hops: number;
  /** Bytes per ns. */
  readonly bandwidth: number;
  /** ns of one link. */
  readonly latency: number;
  readonly mtu: number;
}

/** Bytes of the headers of IP and UDP, and of the link's own. */
const headers = 28;
const framing = 2;

/**
 * The time of one UDP message, ns. Packets follow each other without a gap and are passed on whole, so that the last one leaves the first link after all before it and then takes
 * each other link after the packet before it, which is a full one.
 */
export function singleMessage({ bytes, hops, bandwidth, latency, mtu }: Course): number {
  const payload = mtu - headers;
  const packets = Math.max(1, Math.ceil(bytes / payload));
  const full = (mtu + framing) / bandwidth;
  const last = (bytes - (packets - 1) * payload + headers + framing) / bandwidth;
  if (packets === 1) return hops * (last + latency);
  return (packets - 1 + hops - 1) * full + last + hops * latency;
}
