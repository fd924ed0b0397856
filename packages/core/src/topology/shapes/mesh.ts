import type { Shape } from "./shape.js";

/** A line: a ring without the link that closes it. Two mesh dimensions make the two-dimensional mesh. */
export const mesh: Shape = {
  name: "mesh",
  description: "each NPU linked to the next and the previous one, open at both ends",
  defaultLinks: () => 2,
  parallel: ({ links }) => Math.floor(links / 2),
  cables: ({ npus, links }) => (npus - 1) * Math.floor(links / 2),
  switches: () => 0,
  linkCount: ({ npus }) => 2 * (npus - 1),
  forEachLink({ npus, links, bandwidth, latency }, visit) {
    const bundle = bandwidth * Math.floor(links / 2);
    for (let at = 0; at + 1 < npus; at++) {
      visit(at, at + 1, bundle, latency);
      visit(at + 1, at, bundle, latency);
    }
  },
  hops: (_, from, to) => Math.abs(to - from),
  next: (_, at, to) => (to > at ? 2 * at : 2 * at - 1),
  cut: ({ npus, links, bandwidth }) => ({
    npus: Math.floor(npus / 2),
    bandwidth: bandwidth * Math.floor(links / 2),
  }),
};
