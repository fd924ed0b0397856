import type { Shape } from "./shape.js";

/** Every NPU linked to one switch. */
export const star: Shape = {
  name: "switch",
  description: "every NPU linked to one switch, up and down",
  defaultLinks: () => 1,
  parallel: ({ links }) => links,
  cables: ({ npus, links }) => npus * links,
  switches: () => 1,
  linkCount: ({ npus }) => 2 * npus,
  forEachLink({ npus, links, bandwidth, latency }, visit) {
    for (let at = 0; at < npus; at++) visit(at, npus, bandwidth * links, latency);
    for (let at = 0; at < npus; at++) visit(npus, at, bandwidth * links, latency);
  },
  hops: () => 2,
  next: ({ npus }, at, to) => (at < npus ? at : npus + to),
  cut({ npus, links, bandwidth }) {
    const smaller = Math.floor(npus / 2);
    return { npus: smaller, bandwidth: smaller * bandwidth * links };
  },
};
