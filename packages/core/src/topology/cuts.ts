import { type Distances, distancesIn } from "./distances.js";
import type { Partition } from "./partition.js";
import { regularPartitions } from "./regular-partitions.js";
import type { Topology } from "./topology.js";
import { unevenPartitions } from "./uneven-partitions.js";

/** How a machine comes apart, and how far apart its NPUs are: what lower bounds are computed from. */
export interface Cuts {
  readonly partitions: readonly Partition[];
  readonly distances: Distances;
  /** Bandwidth of the fastest link of an NPU, bytes/ns. */
  readonly fastestLink: number;
}

/** The cuts of a machine that is made of dimensions or of a graph. */
export function cutsOf(topology: Topology): Cuts {
  return {
    partitions: topology.regular ? regularPartitions(topology) : unevenPartitions(topology),
    distances: distancesIn(topology),
    fastestLink: fastestLinkOf(topology),
  };
}

function fastestLinkOf(topology: Topology): number {
  if (topology.regular)
    return topology.dimensions.reduce((fastest, dimension, index) => {
      return Math.max(fastest, dimension.bandwidth * topology.shapes[index].parallel(dimension));
    }, 0);
  const { from, bandwidth } = topology.graph().table;
  return from.reduce((fastest, node, link) => {
    return node < topology.npus ? Math.max(fastest, bandwidth[link]) : fastest;
  }, 0);
}
