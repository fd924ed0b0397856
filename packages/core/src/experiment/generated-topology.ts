import * as z from "zod";
import type { GeneratedMachine } from "../topology/generators/index.js";
import type { LinkFigures } from "../topology/generators/machine-builder.js";
import { linkOverride } from "./link-override.js";
import { bandwidth, time } from "./quantities.js";

const count = z.number().int().min(1);

const link = {
  bandwidth: bandwidth.describe("bandwidth of an NPU's link, in one direction"),
  latency: time.describe("latency of an NPU's link"),
  grid: z
    .array(count)
    .min(1)
    .optional()
    .describe(
      "sizes of the logical dimensions that collectives use, innermost first; default: those of its structure",
    ),
  overrides: z.array(linkOverride).optional().describe("links that differ, or have failed"),
};
const planes = { planes: count.default(1).describe("copies of the switches, each with a link to every NPU") };
const uplink = {
  uplinkBandwidth: bandwidth
    .optional()
    .describe("of a link between switches; default: that of an NPU's link"),
  uplinkLatency: time.optional().describe("of a link between switches; default: that of an NPU's link"),
};
const global = {
  ...uplink,
  globalLinks: count.describe("links to other groups, of each switch that has some"),
  globalBandwidth: bandwidth.optional().describe("of a link between groups; default: that of an NPU's link"),
  globalLatency: time.optional().describe("of a link between groups; default: that of an NPU's link"),
};

const fatTree = z.strictObject({
  generate: z.literal("fat-tree"),
  arity: z.number().int().min(2).describe("ports of a switch, k: half of an edge switch's go to NPUs"),
  levels: z
    .union([z.literal(2), z.literal(3)])
    .default(3)
    .describe("levels of switches"),
  oversubscription: z
    .array(z.number().min(1))
    .optional()
    .describe("downlinks over uplinks of each level of switches that has uplinks, from below; default: 1"),
  pods: count
    .optional()
    .describe("pods of three levels, edge switches of two; default: as many as the ports allow, k"),
  ...link,
  ...uplink,
  ...planes,
});

const rails = z.strictObject({
  generate: z.literal("rails"),
  npusPerNode: count.describe("NPUs of a node, and rails of a pod"),
  nodesPerPod: count.describe("nodes of a pod, and NPUs on a rail"),
  pods: count.default(1).describe("pods"),
  spines: z
    .number()
    .int()
    .min(0)
    .default(0)
    .describe("spine switches, each linked to every rail; 0: what leaves a rail goes through a node"),
  nodeBandwidth: bandwidth
    .optional()
    .describe("of the link between an NPU and its node's switch; default: that of an NPU's link"),
  nodeLatency: time
    .optional()
    .describe("of the link between an NPU and its node's switch; default: that of an NPU's link"),
  ...link,
  ...uplink,
  ...planes,
});

const dragonfly = z.strictObject({
  generate: z.literal("dragonfly"),
  groups: count.describe("groups, every two of which are linked"),
  routersPerGroup: count.describe("routers of a group, every two of which are linked"),
  npusPerRouter: count.describe("NPUs of a router"),
  ...link,
  ...global,
  ...planes,
});

const dragonflyPlus = z.strictObject({
  generate: z.literal("dragonfly-plus"),
  groups: count.describe("groups, every two of which are linked"),
  leavesPerGroup: count.describe("leaf switches of a group"),
  spinesPerGroup: count.describe("spine switches of a group, each linked to every leaf"),
  npusPerLeaf: count.describe("NPUs of a leaf switch"),
  ...link,
  ...global,
  ...planes,
});

const hyperx = z.strictObject({
  generate: z.literal("hyperx"),
  sizes: z.array(count).min(1).describe("switches along each dimension; equal sizes: a flattened butterfly"),
  npusPerSwitch: count.describe("NPUs of a switch"),
  ...link,
  ...uplink,
  ...planes,
});

const slimFly = z.strictObject({
  generate: z.literal("slim-fly"),
  q: z.number().int().describe("a prime number, 5 or more: there are 2q² routers"),
  npusPerRouter: count
    .optional()
    .describe("NPUs of a router; default: half as many as it has links to others, rounded up"),
  ...link,
  ...uplink,
  ...planes,
});

const torus = z.strictObject({
  generate: z.literal("torus"),
  sizes: z.array(count).min(1).describe("NPUs along each dimension"),
  wrap: z.array(z.boolean()).optional().describe("whether each dimension is closed; default: all are"),
  twist: z
    .number()
    .int()
    .min(0)
    .default(0)
    .describe("places along the last dimension by which the closing links of every other one move on"),
  ...link,
});

/** `topology:` with `generate`. */
export const generatedTopology = z
  .discriminatedUnion("generate", [fatTree, rails, dragonfly, dragonflyPlus, hyperx, slimFly, torus])
  .describe("a machine as it is built, by the name of its kind");

type Written = z.output<typeof generatedTopology>;

/** The machine that is meant: figures of links in pairs, defaults filled in. */
export function generatedMachine(written: Written): GeneratedMachine {
  const own: LinkFigures = { bandwidth: written.bandwidth, latency: written.latency };
  const or = (width: number | undefined, delay: number | undefined): LinkFigures => ({
    bandwidth: width ?? own.bandwidth,
    latency: delay ?? own.latency,
  });
  switch (written.generate) {
    case "fat-tree":
    case "hyperx":
    case "slim-fly":
      return { ...written, link: own, uplink: or(written.uplinkBandwidth, written.uplinkLatency) };
    case "rails":
      return {
        ...written,
        link: own,
        uplink: or(written.uplinkBandwidth, written.uplinkLatency),
        nodeLink: or(written.nodeBandwidth, written.nodeLatency),
      };
    case "dragonfly":
    case "dragonfly-plus":
      return {
        ...written,
        link: own,
        localLink: or(written.uplinkBandwidth, written.uplinkLatency),
        globalLink: or(written.globalBandwidth, written.globalLatency),
      };
    case "torus":
      return { ...written, link: own };
  }
}
