import type { NetworkDescription } from "./description.js";
import { classBits, firstStage } from "./route-computation.js";

/**
 * The virtual channels of each class, one bit each: bit k of word `class * words + (k >> 5)`. Lower and upper are halves; with adaptive routing one escape channel each, and
 * the rest are free to all. Classes that packets pass one after the other have equal parts.
 */
export function classMasks({ vcsPerVnet, routing }: NetworkDescription, words: number): Int32Array {
  const masks = new Int32Array((1 << classBits) * words);
  const stages = routing.kind === "paths" ? routing.classes : 1;
  const adaptive = routing.kind === "dimension-order" ? routing.adaptive : undefined;
  const lower = adaptive === undefined ? vcsPerVnet >> 1 : 1;
  const upper = adaptive === undefined ? vcsPerVnet : adaptive.escapeChannels;
  for (let vc = 0; vc < vcsPerVnet; vc++) {
    masks[vc >> 5]! |= 1 << (vc & 31);
    masks[(vc < lower ? 1 : vc < upper ? 2 : 3) * words + (vc >> 5)]! |= 1 << (vc & 31);
    const stage = firstStage + Math.floor((vc * stages) / vcsPerVnet);
    masks[stage * words + (vc >> 5)]! |= 1 << (vc & 31);
  }
  return masks;
}
