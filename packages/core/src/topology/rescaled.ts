import { createTopology } from "./create-topology.js";
import type { LinkTable, TopologyGraph } from "./graph.js";
import { withFindings } from "./link-findings.js";
import type { Dimension } from "./shapes/dimension.js";
import type { Topology } from "./topology.js";

/** Factors on the links of a machine. */
export interface LinkScale {
  /** Only links of this dimension of the topology; absent: all. */
  readonly dimension?: number;
  readonly bandwidth?: number;
  readonly latency?: number;
}

/** The same machine with other links; messages take the same routes. */
export function rescaledTopology(topology: Topology, scale: LinkScale): Topology {
  const { dimension: only, bandwidth = 1, latency = 1 } = scale;
  const dimensions = topology.dimensions.map((own, index): Dimension => {
    if (only !== undefined && only !== index) return own;
    const { uplinkBandwidth, uplinkLatency } = own;
    return {
      ...own,
      bandwidth: own.bandwidth * bandwidth,
      latency: own.latency * latency,
      ...(uplinkBandwidth === undefined ? {} : { uplinkBandwidth: uplinkBandwidth * bandwidth }),
      ...(uplinkLatency === undefined ? {} : { uplinkLatency: uplinkLatency * latency }),
    };
  });
  if (topology.regular) return createTopology(dimensions, { shapes: topology.shapes });
  let graph: TopologyGraph | undefined;
  const usual = topology.undamaged?.();
  return withFindings({
    ...topology,
    dimensions,
    graph: () => {
      graph ??= rescaledGraph(topology.graph(), scale);
      return graph;
    },
    ...(usual === undefined ? {} : { undamaged: () => rescaledTopology(usual, scale) }),
  });
}

function rescaledGraph(
  graph: TopologyGraph,
  { dimension: only, bandwidth = 1, latency = 1 }: LinkScale,
): TopologyGraph {
  const { table } = graph;
  const isMeant = (link: number): boolean => only === undefined || table.dimension[link] === only;
  const scaled: LinkTable = {
    ...table,
    bandwidth: table.bandwidth.map((value, link) => (isMeant(link) ? value * bandwidth : value)),
    latency: table.latency.map((value, link) => (isMeant(link) ? value * latency : value)),
  };
  const links = graph.links.map((link) => ({
    ...link,
    bandwidth: scaled.bandwidth[link.id]!,
    latency: scaled.latency[link.id]!,
  }));
  return { ...graph, table: scaled, links };
}
