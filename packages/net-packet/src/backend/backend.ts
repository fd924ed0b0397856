import { defineNetwork } from "@astra-ts/core";
import { limitSentence } from "./buffers.js";
import { packetMachineOfGarnet } from "./garnet-machine.js";
import { type PacketOptions, packetOptions } from "./options.js";
import { PacketNetwork } from "./packet-network.js";
import { refinements } from "./refinements.js";
import { packetMachineOfTopology } from "./topology-machine.js";

/** The packet backend: messages are cut into packets and flits that move through routers with virtual channels and credits. */
export const packet = defineNetwork<PacketOptions>({
  name: "packet",
  description:
    "Flit-level network in the manner of gem5's Garnet: routers, virtual channels, credit flow control",
  options: packetOptions,
  capabilities: { contention: true, perLinkReport: true, lockStep: true, ordered: true },
  detail: "packet",
  refinements,
  create: ({ simulator, topology, random, warn, observer }, options) => {
    const machine =
      options.garnet === undefined
        ? packetMachineOfTopology(topology, options)
        : packetMachineOfGarnet(options.garnet, topology, options.startTime);
    const { limit, description, routerName, ways } = machine;
    if (ways === "first")
      warn(
        "packet network: of equally short ways packets take the first alone: sharing them needs more classes of virtual channels against deadlock",
      );
    if (ways === "up-down" && options.routing === "auto")
      warn(
        "packet network: packets take up*/down* routes, which are longer than the shortest: those need more classes of virtual channels against deadlock than vcsPerVnet gives",
      );
    if (limit !== undefined) {
      const { source, target } = description.links[limit.link]!;
      warn(limitSentence(limit, `link ${routerName(source)} -> ${routerName(target)}`, description));
    }
    return new PacketNetwork(
      machine,
      () => simulator.now,
      () => random.next(),
      options.reportedLinks,
      observer,
    );
  },
});
