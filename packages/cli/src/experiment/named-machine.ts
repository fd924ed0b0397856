import { AstraError, type DimensionInput, didYouMean } from "@astra-ts/core";
import type { ExperimentDocument } from "@astra-ts/core/document";
import { type Machine, machines } from "@astra-ts/workload-gen";

/** Latency of one step within a node and between nodes, ns: what small messages of nccl-tests leave for a step. */
const stepLatency = { node: 700, network: 5_000 };

/** The dimensions of a machine by name: GPUs of a node on its switch, and nodes on the network, to which each GPU has its share of the cards (together `networkBandwidth`, bytes/ns, where it is not the machine's). Throws UNKNOWN_NAME. */
export function dimensionsOfMachine(
  name: string,
  nodes: number,
  networkBandwidth?: number,
): DimensionInput[] {
  const machine = machines.find((candidate) => candidate.name === name);
  if (machine === undefined) throw unknownMachine(name);
  const { gpusPerNode } = machine;
  const node: DimensionInput = {
    shape: "switch",
    npus: gpusPerNode,
    bandwidth: nodeBandwidth(machine),
    latency: stepLatency.node,
    tier: "node",
  };
  if (nodes === 1) return [node];
  const network: DimensionInput = {
    shape: "switch",
    npus: nodes,
    bandwidth: (networkBandwidth ?? machine.networkBandwidth) / gpusPerNode,
    latency: stepLatency.network,
    tier: "pod",
  };
  return [node, network];
}

/** The GPU of the machine that an experiment names; undefined where it writes its machine out. */
export function gpuOfMachine(topology: ExperimentDocument["topology"]): string | undefined {
  return "system" in topology ? machines.find(({ name }) => name === topology.system)?.gpu : undefined;
}

function nodeBandwidth({ nodeBandwidth: byGpus, gpusPerNode }: Machine): number {
  return byGpus[Math.min(byGpus.length, gpusPerNode) - 1]!;
}

function unknownMachine(found: string): AstraError {
  const names = machines.map(({ name }) => name);
  return new AstraError("UNKNOWN_NAME", {
    field: "topology.system",
    problem: "unknown machine",
    found,
    expected: `one of ${names.join(", ")}`,
    hint: didYouMean(found, names),
  });
}
