import type { PackedGraph } from "./packed-graph.js";

/** Who waits for whom, seen from those that are waited for. */
export interface Dependents {
  /** How many nodes each one waits for. */
  readonly waitsFor: Int32Array;
  /** `dependents[first[n] … first[n + 1] - 1]` wait for node n, in ascending order. */
  readonly first: Int32Array;
  readonly dependents: Int32Array;
}

/** The dependents of every node of a graph. */
export function dependentsOf({ length, columns: { afterStart, after } }: PackedGraph): Dependents {
  const waitsFor = new Int32Array(length);
  const first = new Int32Array(length + 1);
  for (const earlier of after) first[earlier + 1]++;
  for (let node = 0; node < length; node++) {
    waitsFor[node] = afterStart[node + 1]! - afterStart[node]!;
    first[node + 1] += first[node]!;
  }
  const next = first.slice(0, length);
  const dependents = new Int32Array(after.length);
  for (let node = 0; node < length; node++) {
    for (let edge = afterStart[node]!; edge < afterStart[node + 1]!; edge++)
      dependents[next[after[edge]!]++] = node;
  }
  return { waitsFor, first, dependents };
}

/** Nodes that can never start, because they wait for themselves or for nodes that do, in ascending order. */
export function stuckNodes({ waitsFor, first, dependents }: Dependents): number[] {
  const left = waitsFor.slice();
  const ready: number[] = [];
  for (let node = 0; node < left.length; node++) if (left[node] === 0) ready.push(node);
  for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
    for (let edge = first[node]!; edge < first[node + 1]!; edge++) {
      const dependent = dependents[edge]!;
      if (--left[dependent] === 0) ready.push(dependent);
    }
  }
  const stuck: number[] = [];
  for (let node = 0; node < left.length; node++) if (left[node]! > 0) stuck.push(node);
  return stuck;
}

/** One circle among stuck nodes: each waits for the next, and the last for the first. Needs at least one stuck node. */
export function circleAmong(
  { columns: { afterStart, after } }: PackedGraph,
  stuck: readonly number[],
): number[] {
  const isStuck = new Set(stuck);
  const path: number[] = [];
  const placeOnPath = new Map<number, number>();
  let node = stuck[0]!;
  while (!placeOnPath.has(node)) {
    placeOnPath.set(node, path.length);
    path.push(node);
    let edge = afterStart[node]!;
    while (!isStuck.has(after[edge]!)) edge++;
    node = after[edge]!;
  }
  return path.slice(placeOnPath.get(node));
}
