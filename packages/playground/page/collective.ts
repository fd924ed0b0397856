import {
  createRegistry,
  createTopology,
  type Experiment,
  parseBandwidth,
  parseSize,
  type Result,
  simulate,
} from "@astra-ts/core";
import { analyticalNetworks } from "@astra-ts/net-analytical";
import { packetNetwork } from "@astra-ts/net-packet";
import { systemLayer } from "@astra-ts/system";
import { workloadLayer } from "@astra-ts/workload";
import type { CollectiveForm } from "./protocol.js";

const registry = createRegistry([workloadLayer, systemLayer, analyticalNetworks, packetNetwork]);

/** Exercise 1 of the ASPLOS 2022 tutorial with the numbers of the form, on one network. */
function experimentOf(form: CollectiveForm, network: string): Experiment {
  const topology = createTopology([
    {
      shape: form.shape,
      npus: form.npus,
      bandwidth: parseBandwidth(form.bandwidth),
      latency: form.latency,
      ...(form.shape === "ring" ? { links: 2 } : {}),
    },
  ]);
  return {
    name: `All-reduce of ${form.size} on ${form.npus} NPUs, ${form.shape}`,
    topology,
    network: { name: network },
    system: {
      name: "astra",
      options: {
        schedulingPolicy: "LIFO",
        endpointDelay: 10,
        activeChunksPerDimension: 1,
        preferredDatasetSplits: 4,
        boostMode: true,
        allReduceImplementation: form.shape === "ring" ? "ring" : "direct",
        collectiveOptimization: "localBWAware",
      },
    },
    workload: {
      kind: "layers",
      trainingLoop: "MICRO",
      layers: [
        {
          name: "allreduce",
          forward: { compute: 0, communication: null, bytes: 0 },
          inputGradient: { compute: 0, communication: null, bytes: 0 },
          weightGradient: { compute: 1, communication: "all-reduce", bytes: parseSize(form.size) },
          updateTime: 1,
        },
      ],
    },
  };
}

/** Simulates the form on each of its networks; `onResult` is told of each as it ends. */
export async function runCollective(
  form: CollectiveForm,
  onProgress: (text: string) => void,
  onResult: (result: Result) => void,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const network of form.networks) {
    onProgress(`Simulating on ${network} …`);
    const result = await simulate(experimentOf(form, network), registry, {
      onProgress: ({ events }) =>
        onProgress(`Simulating on ${network}: ${events.toLocaleString("en")} events`),
    });
    results.push(result);
    onResult(result);
  }
  return results;
}
