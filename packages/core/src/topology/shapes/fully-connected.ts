import type { Shape } from "./shape.js";

/** A link of its own between any two NPUs. */
export const fullyConnected: Shape = {
  name: "fully-connected",
  description: "a link of its own between any two NPUs",
  defaultLinks: (npus) => npus - 1,
  parallel: ({ npus, links }) => Math.floor(links / (npus - 1)),
  cables: ({ npus, links }) => ((npus * (npus - 1)) / 2) * Math.floor(links / (npus - 1)),
  switches: () => 0,
  linkCount: ({ npus }) => npus * (npus - 1),
  forEachLink({ npus, links, bandwidth, latency }, visit) {
    const bundle = bandwidth * Math.floor(links / (npus - 1));
    for (let from = 0; from < npus; from++)
      for (let to = 0; to < npus; to++) if (to !== from) visit(from, to, bundle, latency);
  },
  hops: () => 1,
  next: ({ npus }, at, to) => at * (npus - 1) + (to < at ? to : to - 1),
  cut({ npus, links, bandwidth }) {
    const smaller = Math.floor(npus / 2);
    return {
      npus: smaller,
      bandwidth: smaller * (npus - smaller) * bandwidth * Math.floor(links / (npus - 1)),
    };
  },
};
