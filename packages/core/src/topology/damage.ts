import { formatBandwidth, formatTime } from "../units/format.js";
import type { DamagedLink } from "./damaged-link.js";
import type { Topology } from "./topology.js";

/** Links named one by one; a machine with more of them has other troubles. */
const mostNamed = 64;

/** The links that overrides have made slower, or have failed, in the direction of the link. */
export function damagedLinks(topology: Pick<Topology, "undamaged" | "graph">): DamagedLink[] {
  const usual = topology.undamaged?.().graph();
  if (usual === undefined) return [];
  const graph = topology.graph();
  const { bandwidth, latency, from, to } = graph.table;
  const found: DamagedLink[] = [];
  for (let link = 0; link < graph.linkCount && found.length < mostNamed; link++) {
    const text = damage(
      [bandwidth[link]!, latency[link]!],
      [usual.table.bandwidth[link]!, usual.table.latency[link]!],
    );
    if (text !== undefined)
      found.push({ from: graph.nodes[from[link]!]!.name, to: graph.nodes[to[link]!]!.name, text });
  }
  return found;
}

type Figures = readonly [bandwidth: number, latency: number];

function damage([bandwidth, latency]: Figures, [usualBandwidth, usualLatency]: Figures): string | undefined {
  if (bandwidth === 0 && usualBandwidth > 0) return "has failed";
  const changes = [
    ...(bandwidth < usualBandwidth
      ? [`${formatBandwidth(bandwidth)} in place of ${formatBandwidth(usualBandwidth)}`]
      : []),
    ...(latency > usualLatency ? [`${formatTime(latency)} in place of ${formatTime(usualLatency)}`] : []),
  ];
  return changes.length === 0 ? undefined : `has ${changes.join(" and ")}`;
}
