import { readFileSync } from "node:fs";
import { topologyFormatConformance, workloadFormatConformance } from "@astra-ts/core/testing";
import { describe, it } from "vitest";
import {
  booksimAnynet,
  goal,
  htsimConnections,
  htsimTopology,
  messageList,
  ns3Topology,
  nvidiaSmiTopology,
  simaiWorkload,
  tacclTopology,
} from "../src/index.js";

const textOf = (path: string): string => readFileSync(new URL(`files/${path}`, import.meta.url), "utf8");

const suites = [
  topologyFormatConformance(ns3Topology, {
    examples: [
      "5 1 4\n4\n4 0 400Gbps 0.0005ms 0\n4 1 400Gbps 0.0005ms 0\n4 2 400Gbps 0.0005ms 0.25\n4 3 100Gbps 1us 0\n",
      "4 2 1 1 4 H100\n2 3\n0 2 2880Gbps 0.000025ms 0\n1 2 2880Gbps 0.000025ms 0\n0 3 400Gbps 0.0005ms 0\n1 3 400Gbps 0.0005ms 0\n",
    ],
  }),
  topologyFormatConformance(htsimTopology, {
    examples: [textOf("htsim/astra-sim_8nodes.topo"), textOf("htsim/leaf_spine_tiny.topo")],
  }),
  topologyFormatConformance(booksimAnynet, {
    examples: ["router 0 node 0 node 1 2 router 1 10\nrouter 1 node 2 router 0 5\nnode 3 router 1\n"],
    options: { cycle: "2ns" },
  }),
  topologyFormatConformance(tacclTopology, {
    examples: [textOf("taccl/topo_topo-ndv2-1MB.json"), textOf("taccl/topo_topo-dgx2-1KB.json")],
    options: { nodes: 2 },
  }),
  topologyFormatConformance(nvidiaSmiTopology, {
    examples: [
      "\tGPU0\tGPU1\tNIC0\tCPU Affinity\nGPU0\t X \tNV4\tPIX\t0-7\nGPU1\tNV4\t X \tSYS\t0-7\nNIC0\tPIX\tSYS\t X\n",
    ],
  }),
  workloadFormatConformance(goal, { examples: [{ text: textOf("goal/binary_tree_32.goal") }] }),
  workloadFormatConformance(htsimConnections, {
    examples: [
      { text: textOf("htsim-connections/outcast_incast.cm") },
      { text: textOf("htsim-connections/bidir.cm") },
    ],
  }),
  workloadFormatConformance(messageList, {
    examples: [{ text: "time,source,destination,bytes\n0,0,1,100\n5us,1,2,4KiB\n" }],
  }),
  workloadFormatConformance(simaiWorkload, { examples: [{ text: textOf("simai/microAllReduce.txt") }] }),
];

for (const { subject, checks } of suites)
  describe(subject, () => {
    for (const { name, run } of checks) it(name, run);
  });
