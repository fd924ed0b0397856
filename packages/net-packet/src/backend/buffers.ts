import { formatBandwidth, formatTime } from "@astra-ts/core";
import type { NetworkDescription } from "../engine/description.js";
import { type BufferedLink, roundTrip, usableShare } from "../engine/round-trip.js";

/** Packets that a buffer holds beyond what covers the round trip, so that flows that come in bursts, or share it, leave no gap. */
const headRoom = 2;
/** Shares of a link from here on count as all of it. */
const nearlyAll = 0.98;

/** Flit slots with which one virtual channel of many packets lets its link run at full rate. */
export function slotsForFullRate(link: BufferedLink): number {
  const { flitsPerPacket, cyclesPerFlit } = link;
  const occupied = flitsPerPacket * Math.max(1, cyclesPerFlit);
  return (Math.ceil(roundTrip(link, flitsPerPacket) / occupied) + headRoom) * flitsPerPacket;
}

/** Virtual channels of one packet each with which a link can run at full rate. */
export function channelsForFullRate(link: BufferedLink): number {
  const { flitsPerPacket, cyclesPerFlit } = link;
  const occupied = flitsPerPacket * Math.max(1, cyclesPerFlit);
  return Math.max(2, Math.ceil(roundTrip(link, flitsPerPacket) / occupied));
}

/** The link between routers that its buffers hold back most. Rates in bytes/ns, times in ns. */
export interface BufferLimit {
  readonly link: number;
  /** Links whose buffers do not cover the round trip. */
  readonly links: number;
  readonly bandwidth: number;
  /** What one flow can use of it. */
  readonly allowed: number;
  readonly roundTrip: number;
  /** Sizes with which the link would run at full rate. */
  readonly buffersPerVc: number;
  readonly vcsPerVnet: number;
}

/** A machine's packets and classes of virtual channels, as far as buffers depend on them. */
export interface BufferUse {
  readonly flitBytes: number;
  readonly packetBytes: number;
  readonly cycleTime: number;
  /** Classes into which routing divides the virtual channels. */
  readonly classes: number;
}

/** The link that suffers most from its buffers; undefined where every link can run at full rate. */
export function bufferLimit(
  description: NetworkDescription,
  { flitBytes, packetBytes, cycleTime, classes }: BufferUse,
): BufferLimit | undefined {
  const { links, vnets, vcsPerVnet, vcPackets = "one", routerLatency } = description;
  let worst: BufferLimit | undefined;
  let count = 0;
  for (const [index, { kind, target, latency, serialization, buffersPerVc }] of links.entries()) {
    if (kind !== "internal") continue;
    const link: BufferedLink = {
      latency,
      cyclesPerFlit: serialization?.cyclesPerFlit ?? 1,
      routerLatency: typeof routerLatency === "number" ? routerLatency : routerLatency[target]!,
      flitsPerPacket: packetBytes / flitBytes,
    };
    const share = usableShare(link, {
      vcPackets,
      vcs: Math.max(1, Math.floor(vcsPerVnet / classes)),
      buffersPerVc: buffersPerVc ?? vnets[0]!.buffersPerVc,
    });
    if (share >= nearlyAll) continue;
    count++;
    const bandwidth = flitBytes / link.cyclesPerFlit / cycleTime;
    const allowed = share * bandwidth;
    if (worst !== undefined && worst.allowed / worst.bandwidth <= share) continue;
    worst = {
      link: index,
      links: 0,
      bandwidth,
      allowed,
      roundTrip: roundTrip(link, link.flitsPerPacket) * cycleTime,
      buffersPerVc: slotsForFullRate(link),
      vcsPerVnet: channelsForFullRate(link) * classes,
    };
  }
  return worst === undefined ? undefined : { ...worst, links: count };
}

/** A limit in one sentence, with what would lift it. */
export function limitSentence(
  { links, bandwidth, allowed, roundTrip: time, buffersPerVc, vcsPerVnet }: BufferLimit,
  name: string,
  { vcPackets = "one" }: NetworkDescription,
): string {
  const whose =
    links === 1 ? `the buffer of ${name} is` : `the buffers of ${links} links, such as ${name}, are`;
  const more =
    vcPackets === "one" ? `vcsPerVnet ${vcsPerVnet}, or vcPackets: many` : `buffersPerVc ${buffersPerVc}`;
  return `packet network: ${whose} too small for the round trip of ${formatTime(time)}: one flow gets ${formatBandwidth(allowed)} of ${formatBandwidth(bandwidth)}; full rate needs ${more}`;
}
