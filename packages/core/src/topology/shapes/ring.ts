import type { Shape } from "./shape.js";

const clockwise = 0;
const anticlockwise = 1;

/** Neighbour to neighbour, closed. A ring of two has two cables between the same ends; routes use the clockwise one. */
export const ring: Shape = {
  name: "ring",
  description: "each NPU linked to the next and the previous one, closed to a circle",
  defaultLinks: () => 2,
  parallel: ({ links }) => Math.floor(links / 2),
  pooledLinks: ({ links }) => 2 * Math.floor(links / 2),
  cables: ({ npus, links }) => npus * Math.floor(links / 2),
  switches: () => 0,
  linkCount: ({ npus }) => 2 * npus,
  forEachLink({ npus, links, bandwidth, latency }, visit) {
    const bundle = bandwidth * Math.floor(links / 2);
    for (let at = 0; at < npus; at++) {
      visit(at, (at + 1) % npus, bundle, latency);
      visit(at, (at + npus - 1) % npus, bundle, latency);
    }
  },
  hops({ npus }, from, to) {
    const distance = Math.abs(to - from);
    return Math.min(distance, npus - distance);
  },
  next({ npus }, at, to) {
    const ahead = to > at ? to - at : to - at + npus;
    return 2 * at + (2 * ahead <= npus ? clockwise : anticlockwise);
  },
  cut: ({ npus, links, bandwidth }) => ({
    npus: Math.floor(npus / 2),
    bandwidth: 2 * bandwidth * Math.floor(links / 2),
  }),
};
