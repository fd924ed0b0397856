import { noRoute } from "./arrivals.js";
import { takeOut } from "./ejection.js";
import type { PacketQueues } from "./packet-queues.js";
import { classBitMask, classBits, computeRoute } from "./route-computation.js";
import { BUFFERED, CREDITS, type EngineState, LEFT, OUT_CHANNEL, OUT_LINK, PACKET, WANTED } from "./state.js";

/** What arrives in this cycle where virtual channels hold many packets: the counterpart of `receiveArrivals`. */
export function receiveIntoQueues(
  state: EngineState,
  queues: PacketQueues,
  cycle: number,
  finished: number[],
): void {
  const { calendar } = state;
  const firstCredit = calendar.takeCredits(cycle);
  if (firstCredit >= 0) receiveCredits(state, firstCredit);
  const firstFlit = calendar.takeFlits(cycle);
  if (firstFlit >= 0) receiveFlits(state, queues, cycle, firstFlit, finished);
}

/** A credit is a number of slots; none: the link itself is free again. Either way its sender looks at what waits. */
function receiveCredits(state: EngineState, first: number): void {
  const { calendar, vcs, vcShift, fromRouter, linkSource, active, awake } = state;
  const { entries } = calendar;
  for (let entry = first; entry >= 0; ) {
    const at = entry * 3;
    const next = entries[at]!;
    const channel = entries[at + 1]!;
    vcs[(channel << 3) + CREDITS]! += entries[at + 2]!;
    entries[at] = calendar.free;
    calendar.free = entry;
    calendar.pending--;
    const link = channel >> vcShift;
    if (fromRouter[link] === 1) {
      active[link >> 5]! |= 1 << (link & 31);
    } else {
      const node = linkSource[link]!;
      awake[node >> 5]! |= 1 << (node & 31);
    }
    entry = next;
  }
}

function receiveFlits(
  state: EngineState,
  queues: PacketQueues,
  cycle: number,
  first: number,
  finished: number[],
): void {
  const { calendar, vcs, vcShift, toRouter, narrow, active, statistics } = state;
  for (let entry = first; entry >= 0; ) {
    const at = entry * 3;
    const { entries } = calendar;
    const next = entries[at]!;
    const channel = entries[at + 1]!;
    const packet = entries[at + 2]!;
    entries[at] = calendar.free;
    calendar.free = entry;
    calendar.pending--;
    const link = channel >> vcShift;
    if (narrow[link] === 1) state.serializers.arrived(calendar, link);
    if (toRouter[link] === 0) {
      receiveAtInterface(state, queues, cycle, link, channel, packet, finished);
    } else {
      statistics.buffered++;
      const last = queues.last[channel]!;
      if (vcs[(channel << 3) + PACKET] === packet) {
        vcs[(channel << 3) + BUFFERED]!++;
        const output = vcs[(channel << 3) + OUT_LINK]!;
        active[output >> 5]! |= 1 << (output & 31);
      } else if (last >= 0 && queues.packet[last] === packet) {
        queues.arrived[last]!++;
      } else {
        receiveHead(state, queues, cycle, link, channel, packet);
      }
    }
    entry = next;
  }
}

function receiveHead(
  state: EngineState,
  queues: PacketQueues,
  cycle: number,
  link: number,
  channel: number,
  packet: number,
): void {
  const { packets, serializers, flitDelay, narrow } = state;
  packets.hops[packet]!++;
  packets.propagation[packet]! += flitDelay[link]!;
  if (narrow[link] === 1) {
    const rate = serializers.cyclesPerFlit[link]!;
    const alone = packets.flits[packet] === 1 ? Math.max(1, rate * packets.lastShare[packet]!) : rate;
    packets.propagation[packet]! += alone - 1;
    if (rate > packets.slowest[packet]!) packets.slowest[packet] = rate;
  }
  if (queues.append(channel, packet) === queues.first[channel]) routeFirst(state, queues, cycle, channel);
}

/** Routes the packet that has come to the front of a virtual channel, and puts it among those that wait for its output. */
export function routeFirst(state: EngineState, queues: PacketQueues, cycle: number, channel: number): void {
  const { vcs, vcShift, vcsPerVnet, vcVnet, vnets, linkTarget, packets, serializers, enqueued } = state;
  const entry = queues.first[channel]!;
  const packet = queues.packet[entry]!;
  const link = channel >> vcShift;
  const vc = channel & ((1 << vcShift) - 1);
  const route = computeRoute(state, link, linkTarget[link]!, vc, packet);
  const output = route >> classBits;
  if (output < 0) throw noRoute(state, linkTarget[link]!, packet);
  const vnet = vcVnet[vc]!;
  const channels = queues.classChannels[route & classBitMask]!;
  const wanted = vnet * vcsPerVnet + channels[packets.destination[packet]! % channels.length]!;
  const flits = packets.flits[packet]!;
  const record = channel << 3;
  vcs[record + PACKET] = packet;
  vcs[record + BUFFERED] = queues.arrived[entry]!;
  vcs[record + LEFT] = flits;
  vcs[record + OUT_LINK] = output;
  vcs[record + OUT_CHANNEL] = -1;
  vcs[record + WANTED] = (output << vcShift) | wanted;
  // From a slow link to a fast one: what is missing when it starts comes just in time.
  const { cyclesPerFlit } = serializers;
  const inTime = flits - ((flits - 1) * cyclesPerFlit[output]!) / cyclesPerFlit[link]!;
  const room = queues.capacity[link * vnets + vnet]!;
  queues.needed[channel] = Math.max(1, Math.min(room, Math.ceil(inTime - 1e-9)));
  queues.turn[channel] = state.turns!.of(output, packet);
  queues.await(output, channel);
  enqueued[channel] = cycle;
  state.counters.routed(output);
  state.active[output >> 5]! |= 1 << (output & 31);
}

/** A flit leaves the network. Slots come back with the tail, or one by one where a buffer holds less than the packet. */
function receiveAtInterface(
  state: EngineState,
  queues: PacketQueues,
  cycle: number,
  link: number,
  channel: number,
  packet: number,
  finished: number[],
): void {
  const { packets, calendar, creditDelay, vcVnet, vcShift, vnets } = state;
  const flits = packets.flits[packet]!;
  const left = takeOut(state, cycle, link, channel, packet, finished);
  const vnet = vcVnet[channel & ((1 << vcShift) - 1)]!;
  const together = queues.capacity[link * vnets + vnet]! >= flits;
  if (left === 0 || !together) calendar.addCredit(cycle + creditDelay[link]!, channel, together ? flits : 1);
}
