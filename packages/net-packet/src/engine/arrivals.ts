import { AstraError } from "@astra-ts/core";
import { takeOut } from "./ejection.js";
import { classBitMask, classBits, computeRoute } from "./route-computation.js";
import { BUFFERED, CREDITS, type EngineState, LEFT, OUT_CHANNEL, OUT_LINK, PACKET, WANTED } from "./state.js";

/**
 * Take every flit and credit that arrives in this cycle: flits into router buffers (heads are routed) or out of the network, credits to whoever sent the
 * flit. Packets whose tail came out are appended to `finished`.
 */
export function receiveArrivals(state: EngineState, cycle: number, finished: number[]): void {
  const { calendar } = state;
  const firstCredit = calendar.takeCredits(cycle);
  if (firstCredit >= 0) receiveCredits(state, firstCredit);
  const firstFlit = calendar.takeFlits(cycle);
  if (firstFlit >= 0) receiveFlits(state, cycle, firstFlit, finished);
}

function receiveCredits(state: EngineState, first: number): void {
  const { calendar, vcs, idle, vcShift, vnets, vnetWords, vcVnet, vcsPerVnet, fromRouter, linkSource } =
    state;
  const { sleeping } = state;
  const { entries } = calendar;
  const vcMask = (1 << vcShift) - 1;
  let free = calendar.free;
  let count = 0;
  for (let entry = first; entry >= 0; ) {
    const at = entry * 3;
    const next = entries[at]!;
    const channel = entries[at + 1]!;
    const freed = entries[at + 2]!;
    entries[at] = free;
    free = entry;
    count++;
    const link = channel >> vcShift;
    const source = linkSource[link]!;
    if (fromRouter[link] === 1) {
      vcs[(channel << 3) + CREDITS]!++;
      if (freed === 1) {
        const vc = channel & vcMask;
        const vnet = vcVnet[vc]!;
        const index = vc - vnet * vcsPerVnet;
        idle[(link * vnets + vnet) * vnetWords + (index >> 5)]! |= 1 << (index & 31);
      }
      if (sleeping[source] === 1) wakeRouter(state, source);
    } else {
      // An interface reads its credits after it has sent.
      state.lateCredits[state.lateCreditCount++] = freed === 1 ? ~channel : channel;
      if (state.forkInterfaces) state.awake[source >> 5]! |= 1 << (source & 31);
    }
    entry = next;
  }
  calendar.free = free;
  calendar.pending -= count;
}

/** Look at all input ports of a router again: a credit has come that some may have waited for. */
function wakeRouter(state: EngineState, router: number): void {
  const { inputStart, inputLinks, readyChannels, active } = state;
  state.sleeping[router] = 0;
  const end = inputStart[router + 1]!;
  for (let index = inputStart[router]!; index < end; index++) {
    const link = inputLinks[index]!;
    if (readyChannels[link]! > 0) active[link >> 5]! |= 1 << (link & 31);
  }
}

function receiveFlits(state: EngineState, cycle: number, first: number, finished: number[]): void {
  const { calendar, vcs, vcShift, vnets, vnetWords, vcVnet, toRouter, linkTarget, narrow } = state;
  const { ready, readyChannels, active, vcWords, enqueued, packets, flitDelay } = state;
  const { counters } = state;
  const { hops, propagation, flits: flitsOf } = packets;
  let buffered = 0;
  const { cyclesPerFlit, loneFlitExtra } = state.serializers;
  const { entries } = calendar;
  const vcMask = (1 << vcShift) - 1;
  for (let entry = first; entry >= 0; ) {
    const at = entry * 3;
    const next = entries[at]!;
    const channel = entries[at + 1]!;
    const packet = entries[at + 2]!;
    entries[at] = calendar.free;
    calendar.free = entry;
    calendar.pending--;
    const link = channel >> vcShift;
    if (narrow[link] === 1) state.serializers.arrived(calendar, link);
    const record = channel << 3;
    if (toRouter[link] === 0) {
      receiveAtInterface(state, cycle, link, channel, packet, finished);
    } else {
      const vc = channel & vcMask;
      if (vcs[record + PACKET]! < 0) {
        vcs[record + PACKET] = packet;
        vcs[record + LEFT] = flitsOf[packet]!;
        hops[packet]!++;
        propagation[packet]! += flitDelay[link]!;
        if (narrow[link] === 1) {
          propagation[packet]! += loneFlitExtra[link]!;
          if (cyclesPerFlit[link]! > packets.slowest[packet]!) packets.slowest[packet] = cyclesPerFlit[link]!;
        }
        const route = computeRoute(state, link, linkTarget[link]!, vc, packet);
        const output = route >> classBits;
        if (output < 0) throw noRoute(state, linkTarget[link]!, packet);
        const vnet = vcVnet[vc]!;
        vcs[record + OUT_LINK] = output;
        vcs[record + OUT_CHANNEL] = -1;
        vcs[record + WANTED] = (((output * vnets + vnet) * vnetWords) << classBits) | (route & classBitMask);
        enqueued[channel] = cycle;
        counters.routed(output);
      }
      if (vcs[record + BUFFERED]!++ === 0) {
        ready[link * vcWords + (vc >> 5)]! |= 1 << (vc & 31);
        readyChannels[link]!++;
      }
      active[link >> 5]! |= 1 << (link & 31);
      buffered++;
    }
    entry = next;
  }
  state.statistics.buffered += buffered;
}

/** A packet that its routing leads nowhere. */
export function noRoute(state: EngineState, router: number, packet: number): AstraError {
  return new AstraError("UNSUPPORTED", {
    problem: `no route leads from router ${router} to node ${state.packets.destination[packet]} in virtual network ${state.packets.vnet[packet]}`,
  });
}

/** A flit leaves the network. Its buffer slot is free at once. */
function receiveAtInterface(
  state: EngineState,
  cycle: number,
  link: number,
  channel: number,
  packet: number,
  finished: number[],
): void {
  const left = takeOut(state, cycle, link, channel, packet, finished);
  state.calendar.addCredit(cycle + state.creditDelay[link]!, channel, left === 0 ? 1 : 0);
  if (state.forkInterfaces) {
    const node = state.linkTarget[link]!;
    state.awake[node >> 5]! |= 1 << (node & 31);
  }
}
