import { ProcessNetwork } from "@astra-ts/bridge";
import { defineNetwork } from "@astra-ts/core";
import { builtProgram } from "./installation/build-program.js";
import { installedNs3 } from "./installation/installed-ns3.js";
import { type Ns3Options, ns3Options } from "./options.js";
import { PathTeller } from "./paths.js";
import { programFolder } from "./program-folder.js";
import { readReason } from "./reasons.js";
import { setUpLines } from "./set-up.js";

/** The backend `ns3`: messages are sent as UDP or TCP through the packet-level simulator ns-3, which runs in a process of its own. */
export const ns3 = defineNetwork<Ns3Options>({
  name: "ns3",
  description: "Packets of UDP or TCP through the simulator ns-3, as it is installed on this machine",
  options: ns3Options,
  capabilities: { contention: true, perLinkReport: true, lockStep: true, ordered: true },
  detail: "packet",
  create: (context, options) => {
    const graph = context.topology.graph();
    const paths = new PathTeller(graph, context.topology.npus, { sprays: options.transport === "udp" });
    return new ProcessNetwork(context, {
      program: () => ({ name: "ns-3", command: builtProgram(programFolder(), installedNs3()) }),
      setUp: (numberOf) => setUpLines(options, context.random.integer(2 ** 31), graph, numberOf),
      beforeSend: (source, destination, numberOf) => paths.lines(source, destination, numberOf),
      readReason: (reason, graphLinkOf) => readReason(reason, graph, graphLinkOf),
      patience: options.patience,
      timeLimit: options.timeLimit,
      reportedLinks: options.reportedLinks,
    });
  },
});
