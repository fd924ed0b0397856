import type { Shape } from "./shape.js";

/** NPUs linked where their positions differ in one binary digit; routes mend the lowest digit first (e-cube). */
export const hypercube: Shape = {
  name: "hypercube",
  description: "NPUs linked where their positions differ in one binary digit; a power of two of them",
  defaultLinks: (npus) => Math.max(1, Math.round(Math.log2(npus))),
  check: ({ npus }) =>
    Number.isInteger(Math.log2(npus))
      ? undefined
      : { field: "npus", problem: "a hypercube of this size does not exist", expected: "a power of two" },
  parallel: ({ npus, links }) => Math.floor(links / Math.log2(npus)),
  cables: ({ npus, links }) => (npus / 2) * Math.log2(npus) * Math.floor(links / Math.log2(npus)),
  switches: () => 0,
  linkCount: ({ npus }) => npus * Math.log2(npus),
  forEachLink({ npus, links, bandwidth, latency }, visit) {
    const digits = Math.log2(npus);
    const bundle = bandwidth * Math.floor(links / digits);
    for (let at = 0; at < npus; at++)
      for (let digit = 0; digit < digits; digit++) visit(at, at ^ (1 << digit), bundle, latency);
  },
  hops(_, from, to) {
    let count = 0;
    for (let difference = from ^ to; difference !== 0; difference &= difference - 1) count++;
    return count;
  },
  next({ npus }, at, to) {
    const difference = at ^ to;
    const lowestDigit = 31 - Math.clz32(difference & -difference);
    return at * Math.log2(npus) + lowestDigit;
  },
  cut: ({ npus, links, bandwidth }) => ({
    npus: npus / 2,
    bandwidth: (npus / 2) * bandwidth * Math.floor(links / Math.log2(npus)),
  }),
};
