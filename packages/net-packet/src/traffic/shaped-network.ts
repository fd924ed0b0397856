import { createTopology } from "@astra-ts/core";
import { packetOptions } from "../backend/options.js";
import { packetMachineOfTopology } from "../backend/topology-machine.js";
import type { NetworkDescription } from "../engine/description.js";
import type { ShapedTopology } from "../topologies/names.js";

/** Sizes of a shaped network. Cycles, bytes. */
export interface ShapedNetwork {
  readonly topology: ShapedTopology;
  readonly nodes: number;
  /** Rows of a torus or mesh; they divide the nodes. */
  readonly rows: number;
  /** Of the largest packet. */
  readonly packetBytes: number;
  readonly flitBytes: number;
  readonly vcsPerVnet?: number;
  readonly routerLatency?: number;
  readonly linkLatency?: number;
}

/** As many virtual networks as gem5's protocol has, for packets of the same sizes. */
const vnets = 3;

/** A router at every node and links of one flit per cycle. Throws an `AstraError` for what the backend refuses, such as a ring with one virtual channel. */
export function shapedNetwork(shaped: ShapedNetwork): NetworkDescription {
  const { nodes, rows, packetBytes, flitBytes, vcsPerVnet = 4, routerLatency = 1, linkLatency = 1 } = shaped;
  const [form, adaptive] = shaped.topology.split("_");
  const sides = form === "Ring" ? [nodes] : [nodes / rows, rows];
  const shape = form === "Mesh" ? "mesh" : "ring";
  const topology = createTopology(
    sides
      .filter((npus) => npus > 1)
      .map((npus) => ({ shape, npus, bandwidth: flitBytes, latency: linkLatency })),
  );
  const options = packetOptions.parse({
    flitBytes,
    packetBytes,
    vcsPerVnet,
    routerLatency,
    lanes: vnets,
    routing: adaptive === undefined ? "dimension-order" : "adaptive",
  });
  return packetMachineOfTopology(topology, options).description;
}
