import type { GraphInput } from "@astra-ts/core";
import { MachineParts, npuName } from "../machines/machine-parts.js";
import type { FlexFlowTaskGraph } from "./task-graph-file.js";

/** The machine of a task graph: nodes are NPUs. The file tells no latencies. */
export function taskGraphMachine(
  { nodes, switches, bandwidth, connections }: FlexFlowTaskGraph,
  { latency }: { readonly latency: number },
): GraphInput {
  const parts = new MachineParts();
  parts.addNpus(nodes);
  for (let index = 0; index < switches; index++) parts.addSwitch(`switch ${index}`);
  const nameOf = (place: number): string => (place < nodes ? npuName(place) : `switch ${place - nodes}`);
  const joined = new Set<string>();
  for (const { from, to, links } of connections) {
    // Some files tell both ways.
    const pair = [from, to].sort((a, b) => a - b).join(" ");
    if (from === to || joined.has(pair)) continue;
    joined.add(pair);
    parts.addLinks(nameOf(from), nameOf(to), { bandwidth, latency }, { count: links });
  }
  return { nodes: parts.nodes, links: parts.links };
}
