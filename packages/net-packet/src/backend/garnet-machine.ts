import { AstraError, type Message, type Topology } from "@astra-ts/core";
import type { GarnetFile } from "../topologies/garnet-file.js";
import { garnetMachine } from "../topologies/garnet-fork.js";
import type { PacketMachine } from "./machine.js";

/** The fork's network under a topology, whose dimensions must be those of the file. */
export function packetMachineOfGarnet(
  file: GarnetFile,
  topology: Topology,
  startTime: number,
): PacketMachine {
  const { extents, queues, vnetOf, description } = garnetMachine(file);
  const sizes = topology.dimensions.map(({ npus }) => npus);
  const expected = extents.slice(0, Math.max(1, sizes.length));
  if (sizes.join() !== expected.join() || topology.npus !== file.npus)
    throw new AstraError("LENGTH_MISMATCH", {
      problem: "the Garnet network and the topology are different machines",
      field: "network.garnet",
      found: sizes,
      expected: `dimensions ${extents.join(", ")}`,
    });
  return {
    description,
    flitBytes: file.flitWidth / 8,
    packetBytes: file.packetSize,
    wholePackets: true,
    // ASTRA-sim's front end to Garnet counts packets by source, destination, tag and virtual network.
    countsPackets: true,
    classes: 1,
    ways: "all",
    streamKey: ({ source, destination, tag, dimension, queue }) =>
      `${source} ${destination} ${tag} ${dimension} ${queue}`,
    cycleTime: 1,
    startTime,
    routerName: (router) => description.routerNames?.[router] ?? `router ${router}`,
    vnetOf: (message) => {
      const dimension = message.dimension ?? differing(topology, message);
      if (queues[dimension] === 0 || queues[dimension] === undefined)
        throw new AstraError("UNSUPPORTED", {
          problem: `the Garnet network has no virtual network for dimension ${dimension}`,
          hint: "Run collectives over the dimensions that its file gives rings or links to.",
        });
      return vnetOf(dimension, message.queue % queues[dimension]!, message.source, message.destination);
    },
  };
}

/** The dimension in which a message's ends differ; several: UNSUPPORTED, as a packet never leaves its ring. */
function differing(topology: Topology, { source, destination }: Message): number {
  const dimensions = topology.dimensions.flatMap((_, dimension) =>
    topology.coordinate(source, dimension) === topology.coordinate(destination, dimension) ? [] : [dimension],
  );
  if (dimensions.length <= 1) return dimensions[0] ?? 0;
  throw new AstraError("UNSUPPORTED", {
    problem: `a message from rank ${source} to rank ${destination} would have to change dimension, and the Garnet network's packets never leave their ring`,
  });
}
