import type { VcPackets } from "./description.js";

/** A link and the buffers at its end, as one flow of whole packets sees them. */
export interface BufferedLink {
  /** Cycles on the wire, in each direction. */
  readonly latency: number;
  /** Cycles for which a flit occupies the link, 1 or more. */
  readonly cyclesPerFlit: number;
  /** Pipeline stages of the router at its end; 1 for an interface. */
  readonly routerLatency: number;
  readonly flitsPerPacket: number;
}

/** The virtual channels that a flow may use on a link. */
export interface FlowBuffers {
  readonly vcPackets: VcPackets;
  /** Of them, a flow uses all where they hold one packet each, one where they hold many. */
  readonly vcs: number;
  /** Flit slots of each. */
  readonly buffersPerVc: number;
}

/** Cycles from the start of `flits` flits on a link until the sender knows that their slots are free again, if they go on at once. */
export function roundTrip({ latency, cyclesPerFlit, routerLatency }: BufferedLink, flits: number): number {
  return 2 * (latency + 1) + routerLatency - 1 + Math.max(1, cyclesPerFlit) * flits;
}

/** Share of the link that one flow can use, 0 to 1: what its buffers hold goes over the link once per round trip. */
export function usableShare(link: BufferedLink, { vcPackets, vcs, buffersPerVc }: FlowBuffers): number {
  const { flitsPerPacket } = link;
  const channels = vcPackets === "one" ? vcs : 1;
  const share = (flits: number, trip: number): number =>
    Math.min(1, (channels * flits * Math.max(1, link.cyclesPerFlit)) / roundTrip(link, trip));
  // A buffer that holds less than a packet gives its slots back one by one.
  const slots = share(buffersPerVc, 1);
  if (vcPackets === "one") return Math.min(slots, share(flitsPerPacket, flitsPerPacket));
  const packets = Math.floor(buffersPerVc / flitsPerPacket);
  return packets === 0 ? slots : share(packets * flitsPerPacket, flitsPerPacket);
}
