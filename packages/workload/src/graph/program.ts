import {
  AstraError,
  circleAmong,
  type Dependents,
  dependentsOf,
  type GraphColumns,
  isAstraError,
  type NodeList,
  nodeKinds,
  type PackedGraph,
  packGraph,
  stuckNodes,
} from "@astra-ts/core";
import { scaleGraph } from "../scale.js";
import type { GraphOptions } from "./graph-options.js";

/** A graph made ready to run. Ranks that share a list of nodes share the program. */
export interface Program {
  readonly graph: PackedGraph;
  readonly columns: GraphColumns;
  readonly dependents: Dependents;
  /** Nodes that can never start. */
  readonly stuck: readonly number[];
}

/** Which of the options change a program. */
export type ProgramOptions = Pick<GraphOptions, "stuckNodes" | "computeScale" | "communicationScale">;

/**
 * Packs, checks and scales a graph. Throws INVALID_VALUE for a missing or repeated id, a number out of range, and a circle unless those are left alone; `rank` is the first rank
 * that runs it. A graph in which no node can start is always refused.
 */
export function compileProgram(
  nodes: NodeList,
  rank: number,
  { stuckNodes: stuckNodesAre, computeScale, communicationScale }: ProgramOptions,
): Program {
  try {
    const graph = packGraph(nodes);
    const dependents = dependentsOf(graph);
    checkNumbers(graph);
    const stuck = stuckNodes(dependents);
    if (stuck.length > 0 && (stuckNodesAre === "refuse" || stuck.length === graph.length)) {
      throw new AstraError("INVALID_VALUE", {
        problem: "nodes wait for each other in a circle",
        found: circleText(graph, stuck),
      });
    }
    const scaled = scaleGraph(graph, { compute: computeScale, communication: communicationScale });
    return { graph: scaled, columns: scaled.columns, dependents, stuck };
  } catch (error) {
    throw isAstraError(error) ? error.located({ field: `ranks.${rank}` }) : error;
  }
}

/** A circle in words: `3 (forward) -> 7 -> 3 (forward)`. */
export function circleText(graph: PackedGraph, stuck: readonly number[]): string {
  const circle = circleAmong(graph, stuck);
  const shown = circle.length > 6 ? [...circle.slice(0, 5), undefined, ...circle.slice(-1)] : circle;
  return [...shown, circle[0]!]
    .map((node) => (node === undefined ? "…" : nodeName(graph, node)))
    .join(" -> ");
}

/** `3 (forward)`, or `3` where the node has no name. */
export function nodeName(graph: PackedGraph, node: number): string {
  const name = graph.columns.names[node];
  return name === undefined || name === "" ? String(graph.id(node)) : `${graph.id(node)} (${name})`;
}

/** Tags of messages stay below this: the system layer has others for its own. */
const tagLimit = 500_000_000;

/** What to call a node on a chart: its name, or what it does. */
export function nodeTitle({ names, kinds, details, collectives }: GraphColumns, node: number): string {
  const name = names[node];
  if (name !== undefined && name !== "") return name;
  const kind = nodeKinds[kinds[node]];
  return kind === "collective" ? collectives[details[node]].collective : kind;
}

function checkNumbers(graph: PackedGraph): void {
  const { durations, bytes, operations, tags } = graph.columns;
  const fail = (node: number, problem: string, found: number, expected: string): never => {
    throw new AstraError("INVALID_VALUE", {
      problem: `${problem} of node ${nodeName(graph, node)}`,
      found,
      expected,
    });
  };
  const isGiven = (value: number): boolean => !Number.isNaN(value);
  for (let node = 0; node < graph.length; node++) {
    const duration = durations[node];
    if (isGiven(duration) && !(duration >= 0 && duration < Number.POSITIVE_INFINITY))
      fail(node, "wrong duration", duration, "a number of ns, 0 or more");
    const size = bytes[node];
    if (isGiven(size) && !(Number.isSafeInteger(size) && size >= 0))
      fail(node, "wrong size", size, "a whole number of bytes, 0 or more");
    const tag = tags?.[node] ?? 0;
    if (!(Number.isInteger(tag) && tag >= 0 && tag < tagLimit))
      fail(node, "wrong tag", tag, "a whole number, below 500,000,000");
    const count = operations?.[node] ?? 0;
    if (isGiven(count) && !(count >= 0 && count < Number.POSITIVE_INFINITY))
      fail(node, "wrong number of operations", count, "a number, 0 or more");
  }
}
