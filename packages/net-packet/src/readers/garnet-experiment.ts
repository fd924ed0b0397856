import type { DimensionInput } from "@astra-ts/core";
import type { PacketOptionsInput } from "../backend/options.js";
import { type GarnetFile, readGarnetFile } from "../topologies/garnet-file.js";
import { garnetMachine } from "../topologies/garnet-fork.js";

/** Cycles from the start of Garnet to the first act of the workload: the front end's start-up. */
const startTime = 13;
/** Time of a reduction in ASTRA-sim over Garnet: three memory accesses of 10 cycles. */
const reductionTime = 30;

/** What a network file of ASTRA-sim's Garnet fork says about each layer of an experiment. */
export interface GarnetExperiment {
  /** The machine, for `createTopology`: serves every backend. */
  readonly dimensions: readonly DimensionInput[];
  /** Options of the `packet` backend. */
  readonly networkOptions: PacketOptionsInput & { readonly garnet: GarnetFile };
  /** Options of the `astra` system model that go with Garnet's front end. */
  readonly systemOptions: {
    readonly queuesPerDimension: number[];
    readonly oneWayDimensions: number[];
    readonly reductionTime: number;
  };
  readonly warnings: readonly string[];
}

/** Reads a Garnet text file (`key: value`, see `readGarnetFile`) as a part of an experiment. */
export function readGarnetNetwork(text: string, file: string): GarnetExperiment {
  const { file: garnet, warnings } = readGarnetFile(text, file);
  const { extents, queues } = garnetMachine(garnet);
  const dimensions = extents.map((npus, dimension): DimensionInput => {
    const width = dimension === 0 ? garnet.tileLinkWidth : garnet.packageLinkWidth;
    const shape = dimension === 0 || garnet.topology === "Torus3D" ? "ring" : outerShapes[garnet.topology];
    return {
      shape,
      npus,
      bandwidth: width / 8,
      latency: dimension === 0 ? garnet.localLinkLatency : garnet.packageLinkLatency,
      ...(shape === "ring" ? { links: Math.max(2, queues[dimension]!) } : {}),
      ...(shape === "switch" ? { links: garnet.linksPerTile } : {}),
    };
  });
  return {
    dimensions,
    networkOptions: { garnet, startTime },
    systemOptions: {
      queuesPerDimension: queues.map((count) => Math.max(1, count)),
      oneWayDimensions: [0],
      reductionTime,
    },
    warnings,
  };
}

const outerShapes = { NV_Switch: "switch", AllToAll: "fully-connected" } as const;
