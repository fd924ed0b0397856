import { readFileSync } from "node:fs";
import { readNetworkJson } from "@astra-ts/net-analytical";
import { readSystemText } from "@astra-ts/system";
import { readWorkloadText } from "@astra-ts/workload";
import { createDefaultRegistry, createTopology, simulate } from "astra-ts";
import { bestOf } from "./measure.mjs";

const registry = createDefaultRegistry();
const ring = (npus) => ({ shape: "ring", npus, links: 2, bandwidth: 53.6870912, latency: 500 });

/** An all-reduce by rings, as the original's, in four chunks on a torus of rings; every rank simulated unless `symmetry` says otherwise. */
function allReduce(sizes, bytes, symmetry = "off") {
  return {
    name: "all-reduce",
    topology: createTopology(sizes.map(ring)),
    network: { name: "analytical" },
    system: {
      name: "astra",
      options: { preferredDatasetSplits: 4, allReduceImplementation: sizes.map(() => "ring") },
    },
    workload: { kind: "collective", collective: "all-reduce", bytes },
    symmetry,
  };
}

/** ResNet-50, two passes of data parallelism on the tutorial's sample torus of 64. */
function resNet50() {
  const read = (path) => readFileSync(new URL(`../examples/${path}`, import.meta.url), "utf8");
  const { dimensions } = readNetworkJson(read("exercise-4/sample_Torus3D.json"), "network");
  return {
    name: "ResNet-50",
    topology: createTopology(dimensions),
    network: { name: "analytical" },
    system: {
      name: "astra",
      options: readSystemText(read("exercise-4/sample_torus_sys.txt"), "system").options,
    },
    workload: readWorkloadText(read("resnet-50/Resnet50_DataParallel.txt"), "workload"),
    workloadOptions: { passes: 2 },
    symmetry: "off",
  };
}

const mebibyte = 2 ** 20;
// CPU seconds of ASTRA-sim 1.0 at -O2, recorded on machines of the same class; where several were recorded, the least.
const runs = [
  ["ring 512, 64 MiB all-reduce", allReduce([512], 64 * mebibyte), 1.65, 3],
  ["ring 1024, 64 MiB all-reduce", allReduce([1024], 64 * mebibyte), 13, 2],
  ["torus 16x16x16, 1 MiB all-reduce", allReduce([16, 16, 16], mebibyte), 9.2, 2],
  ["torus 32x32x32, 64 MiB all-reduce", allReduce([32, 32, 32], 64 * mebibyte), 183, 1],
  ["ResNet-50, 2 passes, torus 4x4x4", resNet50(), 4.98, 3],
  ["ring 1024, one NPU for all", allReduce([1024], 64 * mebibyte, "on"), 13, 3],
  ["torus 32x32x32, one NPU for all", allReduce([32, 32, 32], 64 * mebibyte, "on"), 183, 3],
  ["ring 65,536, one NPU for all", allReduce([65_536], 64 * mebibyte, "on"), undefined, 3],
];

export default {
  name: "end to end",
  description: "whole runs on the network `analytical`, CPU seconds; the original is ASTRA-sim 1.0 at -O2",
  async *measure() {
    for (const [name, experiment, original, times] of runs) {
      const { seconds, result } = await bestOf(times, () => simulate(experiment, registry));
      yield { name, value: seconds, unit: "s", original };
      const { messages } = result.networkReport;
      if (result.simulation.ranks !== 1)
        yield {
          name: `  messages per second`,
          value: messages / seconds / 1e6,
          unit: "M/s",
          higherIsBetter: true,
        };
    }
    for (const npus of [64, 256, 1024, 4096]) {
      const experiment = allReduce([npus / 16, 16], 64 * mebibyte);
      const { seconds, result } = await bestOf(2, () => simulate(experiment, registry));
      const name = `growth: torus of ${npus.toLocaleString("en-US")}, ns per message`;
      yield { name, value: (seconds / result.networkReport.messages) * 1e9, unit: "ns" };
    }
  },
};
