import { expect } from "vitest";
import { BUFFERED, CREDITS, type EngineState, LEFT, PACKET } from "../../src/engine/state.js";
import type { PacketEngine } from "../../src/index.js";

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

/** Every channel's slots are accounted for: free (credits), taken, or on the way as a flit or as a credit. Wide links only. */
export function expectConservation({ state }: PacketEngine): void {
  const { links, vcShift, vcCount, vcs, calendar, queues } = state;
  const underWay = new Int32Array(links << vcShift);
  for (const lists of [calendar.flits, calendar.credits])
    for (const first of lists)
      for (let entry = first; entry >= 0; entry = calendar.entries[entry * 3]!)
        underWay[calendar.entries[entry * 3 + 1]!]! +=
          queues !== undefined && lists === calendar.credits ? calendar.entries[entry * 3 + 2]! : 1;
  const held = (channel: number): number => flitsIn(state, channel);
  for (let link = 0; link < links; link++)
    for (let vc = 0; vc < vcCount; vc++) {
      const channel = (link << vcShift) | vc;
      const slots = slotsOf(state, link, vc);
      const credits = vcs[(channel << 3) + CREDITS]!;
      if (credits + held(channel) + underWay[channel]! + owed(state, channel, slots) !== slots)
        expect({ link, vc, credits, held: held(channel), underWay: underWay[channel] }).toEqual({ slots });
    }
}

/** No buffer holds more than it has room for, and no credit is below nothing. */
export function expectNoOverflow({ state }: PacketEngine): void {
  const { links, vcShift, vcCount, vcs } = state;
  for (let link = 0; link < links; link++)
    for (let vc = 0; vc < vcCount; vc++) {
      const record = ((link << vcShift) | vc) << 3;
      const slots = slotsOf(state, link, vc);
      const buffered = flitsIn(state, (link << vcShift) | vc);
      if (buffered > slots || vcs[record + CREDITS]! < 0)
        expect({ link, vc, buffered, credits: vcs[record + CREDITS] }).toEqual("within bounds");
    }
}

/** Nothing is left inside: all channels idle, all credits home. */
export function expectQuiet(engine: PacketEngine): void {
  const { state } = engine;
  const { links, vcShift, vcCount, vcs } = state;
  expect(engine.busy).toBe(false);
  expect(state.calendar.pending).toBe(0);
  expect(state.statistics.buffered).toBe(0);
  expect([...state.statistics.packetsReceived]).toEqual([...state.statistics.packetsInjected]);
  expect([...state.statistics.flitsReceived]).toEqual([...state.statistics.flitsInjected]);
  for (let link = 0; link < links; link++)
    for (let vc = 0; vc < vcCount; vc++) {
      const record = ((link << vcShift) | vc) << 3;
      const slots = slotsOf(state, link, vc);
      if (vcs[record + CREDITS] !== slots || vcs[record + PACKET] !== -1)
        expect({ link, vc, credits: vcs[record + CREDITS], packet: vcs[record + PACKET] }).toEqual({ slots });
    }
}
