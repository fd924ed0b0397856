import { type CollectiveTraits, type GraphWorkload, PackedGraph } from "@astra-ts/core";
import type { TraceContent } from "./trace-graph.js";

/** A workload of the traces of all ranks, in order. Groups of one name whose ranks differ from trace to trace get names of their own. */
export function traceWorkload(traces: readonly TraceContent[]): GraphWorkload {
  const groups: Record<string, readonly number[]> = Object.create(null) as Record<string, readonly number[]>;
  const named = new Map<TraceContent, PackedGraph>();
  const ranks = traces.map((trace) => {
    const known = named.get(trace);
    if (known !== undefined) return known;
    const names = new Map<string, string>();
    for (const [name, members] of trace.groups) names.set(name, register(groups, name, members));
    const graph = renamed(trace.graph, names);
    named.set(trace, graph);
    return graph;
  });
  return { kind: "graph", ranks, ...(Object.keys(groups).length === 0 ? {} : { groups: { ...groups } }) };
}

/** The name under which a group stands in the workload. */
function register(
  groups: Record<string, readonly number[]>,
  name: string,
  members: readonly number[],
): string {
  const isSame = (other: readonly number[]): boolean =>
    other.length === members.length && other.every((rank, index) => rank === members[index]);
  let free = name;
  for (let number = 2; groups[free] !== undefined && !isSame(groups[free]!); number++)
    free = `${name}/${number}`;
  groups[free] ??= members;
  return free;
}

function renamed(graph: PackedGraph, names: ReadonlyMap<string, string>): PackedGraph {
  if ([...names].every(([name, other]) => name === other)) return graph;
  const collectives = graph.columns.collectives.map((traits): CollectiveTraits => {
    const { group } = traits;
    return typeof group === "string" ? { ...traits, group: names.get(group) ?? group } : traits;
  });
  return new PackedGraph({ ...graph.columns, collectives });
}
