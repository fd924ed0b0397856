import { definePlugin, version } from "@astra-ts/core";
import { booksimAnynet } from "./machines/booksim-anynet.js";
import { htsimTopology } from "./machines/htsim-topology.js";
import { ns3Topology } from "./machines/ns3-topology.js";
import { nvidiaSmiTopology } from "./machines/nvidia-smi-topology.js";
import { tacclTopology } from "./machines/taccl-topology.js";
import { goal } from "./workloads/goal.js";
import { htsimConnections } from "./workloads/htsim-connections.js";
import { messageList } from "./workloads/message-list.js";
import { simaiWorkload } from "./workloads/simai.js";

/** Files of other tools as a plugin: machines of ns-3, htsim, BookSim, TACCL and nvidia-smi. */
export const fileFormats = definePlugin({
  name: "@astra-ts/formats",
  apiVersion: 1,
  version,
  description: "Files of other tools: machines, messages and workloads",
  workloadFormats: [goal, htsimConnections, messageList, simaiWorkload],
  topologyFormats: [ns3Topology, htsimTopology, booksimAnynet, tacclTopology, nvidiaSmiTopology],
});
