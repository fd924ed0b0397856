import { expect } from "vitest";
import { BUFFERED, CREDITS, PACKET } from "../../src/engine/state.js";
import type { PacketEngine } from "../../src/index.js";

/** Every channel's slots are accounted for: free (credits), taken, or on the way as a flit or as a credit. Wide links only. */
export function expectConservation({ state }: PacketEngine): void {
  const { links, vcShift, vcCount, vcs, vcVnet, description, calendar } = state;
  const underWay = new Int32Array(links << vcShift);
  for (const lists of [calendar.flits, calendar.credits])
    for (const first of lists)
      for (let entry = first; entry >= 0; entry = calendar.entries[entry * 3]!)
        underWay[calendar.entries[entry * 3 + 1]!]!++;
  const held = (channel: number): number =>
    state.toRouter[channel >> vcShift] === 1 ? vcs[(channel << 3) + BUFFERED]! : 0;
  for (let link = 0; link < links; link++)
    for (let vc = 0; vc < vcCount; vc++) {
      const channel = (link << vcShift) | vc;
      const slots = description.vnets[vcVnet[vc]!]!.buffersPerVc;
      const credits = vcs[(channel << 3) + CREDITS]!;
      if (credits + held(channel) + underWay[channel]! !== slots)
        expect({ link, vc, credits, held: held(channel), underWay: underWay[channel] }).toEqual({ slots });
    }
}

/** No buffer holds more than it has room for, and no credit is below nothing. */
export function expectNoOverflow({ state }: PacketEngine): void {
  const { links, vcShift, vcCount, vcs, vcVnet, description } = state;
  for (let link = 0; link < links; link++)
    for (let vc = 0; vc < vcCount; vc++) {
      const record = ((link << vcShift) | vc) << 3;
      const slots = description.vnets[vcVnet[vc]!]!.buffersPerVc;
      const buffered = state.toRouter[link] === 1 ? vcs[record + BUFFERED]! : 0;
      if (buffered > slots || vcs[record + CREDITS]! < 0)
        expect({ link, vc, buffered, credits: vcs[record + CREDITS] }).toEqual("within bounds");
    }
}

/** Nothing is left inside: all channels idle, all credits home. */
export function expectQuiet(engine: PacketEngine): void {
  const { state } = engine;
  const { links, vcShift, vcCount, vcs, vcVnet, description } = state;
  expect(engine.busy).toBe(false);
  expect(state.calendar.pending).toBe(0);
  expect(state.statistics.buffered).toBe(0);
  expect([...state.statistics.packetsReceived]).toEqual([...state.statistics.packetsInjected]);
  expect([...state.statistics.flitsReceived]).toEqual([...state.statistics.flitsInjected]);
  for (let link = 0; link < links; link++)
    for (let vc = 0; vc < vcCount; vc++) {
      const record = ((link << vcShift) | vc) << 3;
      const slots = description.vnets[vcVnet[vc]!]!.buffersPerVc;
      if (vcs[record + CREDITS] !== slots || vcs[record + PACKET] !== -1)
        expect({ link, vc, credits: vcs[record + CREDITS], packet: vcs[record + PACKET] }).toEqual({ slots });
    }
}
