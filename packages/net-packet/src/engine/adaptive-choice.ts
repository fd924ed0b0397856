import { classBits } from "./route-computation.js";
import { type EngineState, OUT_LINK, PACKET, WANTED } from "./state.js";

/** Code of the class of virtual channels that are no escape channels. */
const adaptiveClass = 3;

/**
 * Minimal adaptive routing after Duato: a waiting head asks for whichever output brings it nearer and has the most idle channels outside the escape class; where none has
 * one, for the escape channel of dimension order, which cannot deadlock. Asked anew in every cycle until the head has a channel.
 */
export function chooseOutput(state: EngineState, inputLink: number, channel: number): void {
  const { vcs, toRouter, linkTarget, routing, packets, vnets, vnetWords, vcVnet, idle, classMask } = state;
  const record = channel << 3;
  const present = vcs[record + OUT_LINK]!;
  // At its destination: the link to the interface is the only one.
  if (toRouter[present] === 0) return;
  const vnet = vcVnet[channel & ((1 << state.vcShift) - 1)]!;
  const { hops, classes, offsets, coordinates, dimensions, rowLength } = routing;
  const row = linkTarget[inputLink]! * rowLength;
  const position = packets.destination[vcs[record + PACKET]!]! * dimensions;
  let output = -1;
  let vcClass = 0;
  let mostIdle = 0;
  for (let dimension = 0; dimension < dimensions; dimension++) {
    const at = row + offsets[dimension]! + coordinates[position + dimension]!;
    const link = hops[at]!;
    if (link < 0) continue;
    if (output < 0) {
      output = link;
      vcClass = classes[at]!;
    }
    let idleChannels = 0;
    for (let word = 0; word < vnetWords; word++)
      idleChannels += bitCount(
        idle[(link * vnets + vnet) * vnetWords + word]! & classMask[adaptiveClass * vnetWords + word]!,
      );
    if (idleChannels <= mostIdle) continue;
    mostIdle = idleChannels;
    output = link;
    vcClass = adaptiveClass;
  }
  vcs[record + WANTED] = (((output * vnets + vnet) * vnetWords) << classBits) | vcClass;
  if (output === present) return;
  vcs[record + OUT_LINK] = output;
  state.counters.rerouted(present, output);
}

function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
