import { bandwidthQuantity, timeQuantity } from "@astra-ts/core/document";
import * as z from "zod";

const positiveBandwidth = bandwidthQuantity.refine((value) => value > 0, "a bandwidth is more than 0");

const remoteMemory = z
  .strictObject({
    model: z
      .enum(["per-npu", "per-node", "pool"])
      .describe(
        "who shares it: nobody, the NPUs of one node, or all; those that share it access it one at a time",
      ),
    latency: timeQuantity.describe("time of each access: ns, or text with a unit"),
    bandwidth: positiveBandwidth.describe("bytes per ns, or text with a unit"),
    npusPerNode: z
      .int()
      .min(1)
      .optional()
      .describe("per-node: NPUs of one node, neighbours in order of rank"),
  })
  .refine(({ model, npusPerNode }) => model !== "per-node" || npusPerNode !== undefined, {
    path: ["npusPerNode"],
    error: "the model per-node needs the number of NPUs of a node",
  });

const roofline = z.strictObject({
  peakPerformance: z.number().positive().describe("operations of one NPU, 1e12 per second"),
  memoryBandwidth: positiveBandwidth.describe("of its memory: bytes per ns, or text with a unit"),
});

/** Options of the workload model of graphs. */
export const graphOptions = z
  .strictObject({
    passes: z.int().min(0).default(1).describe("times that each NPU runs its graph, one after the other"),
    computeScale: z
      .number()
      .positive()
      .default(1)
      .describe("factor on the times of compute nodes, recorded ones and those of a roofline"),
    communicationScale: z
      .number()
      .positive()
      .default(1)
      .describe("factor on the sizes of collectives, sends and receives, rounded to whole bytes"),
    communicationSlots: z
      .int()
      .min(1)
      .default(1)
      .describe(
        "collectives and sends that one NPU can have under way at a time, unless the graph itself says",
      ),
    issueOrder: z
      .enum(["id", "ready"])
      .default("id")
      .describe(
        "which of several nodes that could start goes first: the one with the smallest id, or the one that could start first (ASTRA-sim 2.0 to 2.2)",
      ),
    resources: z
      .enum(["three", "four"])
      .default("three")
      .describe(
        "what works at a time on an NPU: CPU, compute and communication, which accesses to remote memory share; or these accesses apart, one at a time (ASTRA-sim 2.0 to 2.2)",
      ),
    instantNodes: z
      .enum(["continue", "wait"])
      .default("continue")
      .describe(
        "nodes that take no time let others start at once, or when another node of their NPU ends (ASTRA-sim 2.x)",
      ),
    stuckNodes: z
      .enum(["refuse", "leave"])
      .default("refuse")
      .describe(
        "a graph in which nodes wait for each other is refused, or runs without them, with a warning (ASTRA-sim 2.x)",
      ),
    replay: z
      .boolean()
      .default(false)
      .describe("every node, communication too, takes the time that was recorded for it"),
    roofline: roofline
      .optional()
      .describe(
        "compute nodes that tell their operations and bytes take the time that a roofline gives, in place of the recorded one",
      ),
    memoryUse: z
      .boolean()
      .default(false)
      .describe("follow what lies in each NPU's memory, where nodes tell what data they read and write"),
    remoteMemory: remoteMemory
      .optional()
      .describe("what accesses to remote memory take; absent: there is none"),
  })
  .refine(({ replay, communicationScale }) => !replay || communicationScale === 1, {
    path: ["communicationScale"],
    error: "with replay every node takes its recorded time, so the sizes of messages change nothing",
  });

/** Options as an experiment writes them. */
export type GraphOptionsInput = z.input<typeof graphOptions>;
/** Options of the workload model of graphs, checked. */
export type GraphOptions = z.output<typeof graphOptions>;

/** Where ASTRA-sim 2.x runs graphs by other rules: spread it over the options of the workload model. */
export const graphRulesOfAstraSim2 = {
  instantNodes: "wait",
  stuckNodes: "leave",
} as const satisfies GraphOptionsInput;
