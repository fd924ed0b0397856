import {
  AstraError,
  type GraphAddresses,
  type GraphNodeWork,
  type GraphWorkload,
  graphAddresses,
  logicalDimensionsOf,
  type WorkloadModel,
} from "@astra-ts/core";
import { z } from "zod";
import { GraphRunner } from "./graph-runner.js";
import { compileProgram, type Program } from "./program.js";

const graphOptions = z.strictObject({
  communicationSlots: z
    .int()
    .min(1)
    .default(1)
    .describe(
      "Collectives and sends that one NPU can have under way at a time, unless the graph itself says",
    ),
});

/** Options of the workload model of graphs, checked. */
export type GraphOptions = z.output<typeof graphOptions>;

/** Runs one execution graph per rank. */
export const graphModel: WorkloadModel<"graph", GraphOptions> = {
  name: "graph",
  description: "An execution graph per NPU: compute, collectives, sends and receives with dependencies",
  kind: "graph",
  options: graphOptions,
  prepare({ topology }, workload, { communicationSlots }) {
    if (workload.ranks.length !== topology.npus) {
      throw new AstraError("LENGTH_MISMATCH", {
        problem: "the workload has not one graph for each NPU",
        field: "ranks",
        found: workload.ranks.length,
        expected: `${topology.npus} graphs, as the topology has ${topology.npus} NPUs`,
      });
    }
    const addresses = graphAddresses(workload);
    const programs = compilePrograms(workload);
    workload.ranks.forEach((graph, rank) => {
      for (const node of graph) checkPlace(node, rank, addresses, topology.dimensions.length);
    });
    return {
      logicalDimensions: logicalDimensionsOf(topology),
      representatives: [...new Set(programs)].map((program) => programs.indexOf(program)),
      create: (context) =>
        new GraphRunner(programs, addresses, workload.communicationSlots ?? communicationSlots, context),
    };
  },
};

function compilePrograms(workload: GraphWorkload): Program[] {
  const known = new Map<readonly GraphNodeWork[], Program>();
  return workload.ranks.map((graph, rank) => {
    const program = known.get(graph) ?? compileProgram(graph, rank);
    known.set(graph, program);
    return program;
  });
}

/** Checks what depends on the rank that runs a node: peers and groups. */
function checkPlace(node: GraphNodeWork, rank: number, addresses: GraphAddresses, dimensions: number): void {
  const fail = (problem: string, found: unknown, expected: string): never => {
    throw new AstraError("INVALID_VALUE", {
      problem,
      field: `graph of rank ${rank}: node ${node.id}${node.name === undefined ? "" : ` (${node.name})`}`,
      found,
      expected,
    });
  };
  if (node.kind === "send" || node.kind === "receive") {
    const peer = addresses.peer(rank, node.kind === "send" ? node.to : node.from);
    if (peer === rank) fail(`a ${node.kind} between a rank and itself`, peer, "another rank");
  } else if (node.kind === "collective") {
    const group = addresses.group(rank, node.group);
    if (group !== undefined && !group.includes(rank))
      fail("the rank is no member of its own group", group, `a group with rank ${rank}`);
    const outside = node.dimensions?.find((dimension) => dimension >= dimensions);
    if (outside !== undefined)
      fail("there is no such dimension", outside, `a dimension from 0 to ${dimensions - 1}`);
  }
}
