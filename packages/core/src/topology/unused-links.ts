import type { Topology } from "./topology.js";

/** Nodes times destinations that are looked at; larger machines are not searched. */
const mostLooks = 2 ** 22;
/** Links told by name. */
const shown = 3;

/** Says which working links no route takes, whoever sends to whom; undefined where all are used. */
export function unusedLinks(topology: Pick<Topology, "npus" | "graph">): string | undefined {
  const graph = topology.graph();
  const { npus } = topology;
  if (graph.nodeCount * npus > mostLooks) return undefined;
  const used = new Uint8Array(graph.linkCount);
  for (let destination = 0; destination < npus; destination++) {
    const reached = new Set(Array.from({ length: npus }, (_, rank) => rank));
    for (const node of reached)
      for (const link of graph.choices(node, destination)) {
        used[link] = 1;
        reached.add(graph.table.to[link]);
      }
  }
  const idle = graph.links.filter(({ id, bandwidth }) => used[id] === 0 && bandwidth > 0);
  if (idle.length === 0) return undefined;
  const names = idle
    .slice(0, shown)
    .map(({ from, to }) => `${graph.nodes[from].name} -> ${graph.nodes[to].name}`);
  const more = idle.length > shown ? ` and ${idle.length - shown} more` : "";
  const reason =
    graph.routing.paths === "single" ? "equally short ways come first" : "all other ways are shorter";
  return `No route takes ${idle.length === 1 ? "the link" : "the links"} ${names.join(", ")}${more}: ${reason}.`;
}
