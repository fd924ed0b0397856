import { collectiveConformance, systemConformance } from "@astra-ts/core/testing";
import { describe, it } from "vitest";
import { astraSystem, collectiveAlgorithms } from "../src/index.js";

describe.each(collectiveAlgorithms.map((algorithm) => [algorithm.name, algorithm] as const))(
  "%s keeps the contract of collective algorithms",
  (_, algorithm) => {
    for (const { name, run } of collectiveConformance(algorithm).checks) it(name, run);
  },
);

describe.each([
  ["as it is", {}],
  ["in chunks, by Themis", { preferredDatasetSplits: 4, interDimensionScheduling: "offlineGreedy" }],
  ["with the rendezvous protocol, in many chunks", { preferredDatasetSplits: 8, rendezvousProtocol: true }],
  ["without barriers, direct everywhere", { phaseBarrier: false, allToAllImplementation: ["direct"] }],
])("the system layer keeps the contract of system models: %s", (_, options) => {
  for (const { name, run } of systemConformance(astraSystem, { options, collectives: collectiveAlgorithms })
    .checks)
    it(name, run);
});
