import type { Dimension } from "./dimension.js";
import type { Shape, ShapeProblem } from "./shape.js";

const perLeaf = ({ npus, leaves = 1 }: Dimension): number => npus / leaves;
const uplink = ({ bandwidth, uplinkBandwidth = bandwidth }: Dimension): number => uplinkBandwidth;

/**
 * Two-level fat tree: NPUs under leaf switches, every leaf linked once to every spine. Node positions: NPUs, leaves, spines. A message for position p of
 * another leaf goes over spine p mod spines (destination-modulo routing, as InfiniBand subnet managers set it up), so that the route depends on the
 * destination alone.
 */
export const leafSpine: Shape = {
  name: "leaf-spine",
  description: "two-level fat tree: NPUs under leaf switches, every leaf linked to every spine switch",
  defaultLinks: () => 1,
  check(dimension): ShapeProblem | undefined {
    const { npus, leaves, spines } = dimension;
    if (leaves === undefined || leaves < 1 || !Number.isInteger(leaves) || npus % leaves !== 0)
      return {
        field: "leaves",
        problem: "a leaf-spine dimension needs its number of leaf switches",
        expected: `a whole number that divides the ${npus} NPUs`,
      };
    if (spines === undefined || spines < 1 || !Number.isInteger(spines))
      return {
        field: "spines",
        problem: "a leaf-spine dimension needs its number of spine switches",
        expected: "a whole number, 1 or more",
      };
    return undefined;
  },
  parallel: ({ links }) => links,
  cables: ({ npus, links, leaves = 1, spines = 1 }) => npus * links + leaves * spines,
  switches: ({ leaves = 1, spines = 1 }) => leaves + spines,
  switchKind: ({ leaves = 1 }, index) => (index < leaves ? "leaf" : "spine"),
  linkCount: ({ npus, leaves = 1, spines = 1 }) => 2 * npus + 2 * leaves * spines,
  forEachLink(dimension, visit) {
    const { npus, links, leaves = 1, spines = 1, bandwidth, latency, uplinkLatency = latency } = dimension;
    const leafOf = (at: number): number => npus + Math.floor(at / perLeaf(dimension));
    for (let at = 0; at < npus; at++) visit(at, leafOf(at), bandwidth * links, latency);
    for (let at = 0; at < npus; at++) visit(leafOf(at), at, bandwidth * links, latency);
    for (let leaf = 0; leaf < leaves; leaf++)
      for (let spine = 0; spine < spines; spine++)
        visit(npus + leaf, npus + leaves + spine, uplink(dimension), uplinkLatency);
    for (let spine = 0; spine < spines; spine++)
      for (let leaf = 0; leaf < leaves; leaf++)
        visit(npus + leaves + spine, npus + leaf, uplink(dimension), uplinkLatency);
  },
  hops(dimension, from, to) {
    const size = perLeaf(dimension);
    return Math.floor(from / size) === Math.floor(to / size) ? 2 : 4;
  },
  next(dimension, at, to) {
    const { npus, leaves = 1, spines = 1 } = dimension;
    if (at < npus) return at;
    const leafOfTarget = Math.floor(to / perLeaf(dimension));
    if (at < npus + leaves) {
      const leaf = at - npus;
      return leaf === leafOfTarget ? npus + to : 2 * npus + leaf * spines + (to % spines);
    }
    return 2 * npus + leaves * spines + (at - npus - leaves) * leaves + leafOfTarget;
  },
  cut(dimension) {
    const { npus, links, bandwidth, leaves = 1, spines = 1 } = dimension;
    if (leaves === 1) {
      const smaller = Math.floor(npus / 2);
      return { npus: smaller, bandwidth: smaller * bandwidth * links };
    }
    const smaller = Math.floor(leaves / 2);
    const inside = smaller * perLeaf(dimension);
    return {
      npus: inside,
      bandwidth: Math.min(inside * bandwidth * links, smaller * spines * uplink(dimension)),
    };
  },
};
