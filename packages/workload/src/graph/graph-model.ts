import {
  AstraError,
  graphAddresses,
  kindNumber,
  logicalDimensionsOf,
  type NodeList,
  nodeKinds,
  type Topology,
  type WorkloadModel,
} from "@astra-ts/core";
import { type GraphOptions, graphOptions } from "./graph-options.js";
import { GraphRunner } from "./graph-runner.js";
import { type PreparedGraphs, peerOf } from "./prepared-graphs.js";
import { circleText, compileProgram, nodeName, type Program } from "./program.js";
import { representativesOf } from "./representatives.js";

/** Runs one execution graph per rank. */
export const graphModel: WorkloadModel<"graph", GraphOptions> = {
  name: "graph",
  description: "An execution graph per NPU: compute, collectives, sends and receives with dependencies",
  kind: "graph",
  options: graphOptions,
  prepare({ topology, warn }, workload, options) {
    if (workload.ranks.length !== topology.npus) {
      throw new AstraError("LENGTH_MISMATCH", {
        problem: "the workload has not one graph for each NPU",
        field: "ranks",
        found: workload.ranks.length,
        expected: `${topology.npus} graphs, as the topology has ${topology.npus} NPUs`,
      });
    }
    const graphs: PreparedGraphs = {
      programs: compilePrograms(workload.ranks, options, warn),
      addresses: graphAddresses(workload),
      options,
      communicationSlots: workload.communicationSlots ?? options.communicationSlots,
    };
    graphs.programs.forEach((_, rank) => {
      checkPlaces(rank, graphs, topology);
    });
    return {
      logicalDimensions: logicalDimensionsOf(topology),
      representatives: representativesOf(graphs),
      create: (context) => new GraphRunner(graphs, context),
    };
  },
};

function compilePrograms(
  ranks: readonly NodeList[],
  options: GraphOptions,
  warn: (message: string) => void,
): Program[] {
  const known = new Map<NodeList, Program>();
  return ranks.map((nodes, rank) => {
    let program = known.get(nodes);
    if (program === undefined) {
      program = compileProgram(nodes, rank, options);
      known.set(nodes, program);
      const { graph, stuck } = program;
      if (stuck.length > 0)
        warn(
          `Rank ${rank}: ${stuck.length} of ${graph.length} nodes never run, because nodes wait for each other: ${circleText(graph, stuck)}.`,
        );
    }
    return program;
  });
}

/** Checks what depends on the rank that runs a node (peers and groups), and on the machine (dimensions, memory). */
function checkPlaces(rank: number, graphs: PreparedGraphs, { dimensions }: Topology): void {
  const program = graphs.programs[rank];
  const { graph, columns } = program;
  const fail = (node: number, problem: string, found: unknown, expected: string, hint?: string): never => {
    throw new AstraError("INVALID_VALUE", {
      problem,
      field: `ranks.${rank}: node ${nodeName(graph, node)}`,
      found,
      expected,
      hint,
    });
  };
  for (let node = 0; node < graph.length; node++) {
    const kind = columns.kinds[node];
    if (kind === kindNumber.send || kind === kindNumber.receive) {
      const peer = peerOf(graphs, rank, program, node);
      if (peer === rank) fail(node, `a ${nodeKinds[kind]} between a rank and itself`, peer, "another rank");
    } else if (kind === kindNumber.memory && !graphs.options.remoteMemory && !graphs.options.replay) {
      fail(
        node,
        "an access to remote memory, and there is none",
        nodeKinds[kind],
        "a machine with remote memory",
        remoteMemoryHint,
      );
    }
  }
  for (const [index, { group, dimensions: named }] of columns.collectives.entries()) {
    const user = (): number =>
      columns.details.findIndex(
        (detail, node) => detail === index && columns.kinds[node] === kindNumber.collective,
      );
    const members = graphs.addresses.group(rank, group);
    if (members !== undefined && !members.includes(rank))
      fail(user(), "the rank is no member of its own group", members, `a group with rank ${rank}`);
    const outside = named?.find((dimension) => dimension >= dimensions.length);
    if (outside !== undefined)
      fail(user(), "there is no such dimension", outside, `a dimension from 0 to ${dimensions.length - 1}`);
  }
}

const remoteMemoryHint = "Say what it is: remoteMemory: { model: pool, latency: 100ns, bandwidth: 50GB/s }.";
