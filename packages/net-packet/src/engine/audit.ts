import { linkName } from "./stall.js";
import { BUFFERED, CREDITS, type EngineState, LEFT, PACKET } from "./state.js";

/**
 * What breaks a rule that must hold between any two cycles: every slot of every channel is free (a credit), taken, or on the way as a flit or as a credit; no buffer holds more
 * than it has room for. A sentence for each channel that breaks one. Slots that queue before links narrower than a flit are not followed: on those, balances are not looked at.
 */
export function brokenRules(state: EngineState): string[] {
  const { links, vcShift, vcCount, vcs } = state;
  const underWay = slotsUnderWay(state);
  const isWide = !state.narrow.includes(1);
  const broken: string[] = [];
  for (let link = 0; link < links; link++)
    for (let vc = 0; vc < vcCount; vc++) {
      const channel = (link << vcShift) | vc;
      const slots = slotsOf(state, link, vc);
      const credits = vcs[(channel << 3) + CREDITS]!;
      const buffered = flitsIn(state, channel);
      const balance = credits + buffered + underWay[channel]! + owed(state, channel, slots);
      if (credits >= 0 && buffered <= slots && (!isWide || balance === slots)) continue;
      broken.push(
        `virtual channel ${vc} of ${linkName(state.description, link)} has ${slots} slots: ${credits} free, ${buffered} taken, ${underWay[channel]} under way, ${balance} in all`,
      );
    }
  return broken;
}

/** What is left inside a network that should have come to rest: channels that are held, credits that are not home, packets that did not come out. A sentence for each. */
export function leftInside(state: EngineState): string[] {
  const { links, vcShift, vcCount, vcs, statistics, calendar } = state;
  const left: string[] = [];
  if (calendar.pending > 0) left.push(`${calendar.pending} flits and credits are under way`);
  if (statistics.buffered > 0) left.push(`${statistics.buffered} flits are in buffers`);
  for (const [vnet, injected] of statistics.packetsInjected.entries()) {
    const received = statistics.packetsReceived[vnet]!;
    const flits = statistics.flitsInjected[vnet]! - statistics.flitsReceived[vnet]!;
    if (received !== injected || flits !== 0)
      left.push(
        `${injected} packets went into virtual network ${vnet}, ${received} came out; flits differ by ${flits}`,
      );
  }
  for (let link = 0; link < links; link++)
    for (let vc = 0; vc < vcCount; vc++) {
      const record = ((link << vcShift) | vc) << 3;
      const slots = slotsOf(state, link, vc);
      if (vcs[record + CREDITS] === slots && vcs[record + PACKET] === -1) continue;
      left.push(
        `virtual channel ${vc} of ${linkName(state.description, link)}: ${vcs[record + CREDITS]} of ${slots} slots free, packet ${vcs[record + PACKET]}`,
      );
    }
  return left;
}

/** Slots of one virtual channel. */
function slotsOf({ description, vcVnet }: EngineState, link: number, vc: number): number {
  return description.links[link]!.buffersPerVc ?? description.vnets[vcVnet[vc]!]!.buffersPerVc;
}

/** Flits in the buffer of a router. */
function flitsIn({ vcs, vcShift, toRouter, queues }: EngineState, channel: number): number {
  if (toRouter[channel >> vcShift] === 0) return 0;
  let flits = vcs[(channel << 3) + BUFFERED]!;
  if (queues === undefined) return flits;
  // The first packet's flits are counted by the channel.
  for (let entry = queues.first[channel]!; entry >= 0; entry = queues.behind[entry]!)
    if (entry !== queues.first[channel]) flits += queues.arrived[entry]!;
  return flits;
}

/** Flits that have gone on while their slots are given back with the packet's last one. */
function owed({ vcs, packets, queues }: EngineState, channel: number, slots: number): number {
  const packet = vcs[(channel << 3) + PACKET]!;
  if (queues === undefined || packet < 0 || packets.flits[packet]! > slots) return 0;
  return packets.flits[packet]! - vcs[(channel << 3) + LEFT]!;
}

/** Slots on the way as flits and as credits, by channel. */
function slotsUnderWay({ links, vcShift, calendar, queues }: EngineState): Int32Array {
  const underWay = new Int32Array(links << vcShift);
  for (const lists of [calendar.flits, calendar.credits])
    for (const first of lists)
      for (let entry = first; entry >= 0; entry = calendar.entries[entry * 3]!)
        underWay[calendar.entries[entry * 3 + 1]!]! +=
          queues !== undefined && lists === calendar.credits ? calendar.entries[entry * 3 + 2]! : 1;
  return underWay;
}
