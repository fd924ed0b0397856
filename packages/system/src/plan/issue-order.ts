import type { GraphPlan, PackedGraph } from "@astra-ts/core";
import { HashSet } from "./hash-set.js";

/** Operations that are ready, until they start all together. */
export interface ReadySet {
  add(operation: number): void;
  /** Takes all out, in the order in which they start. */
  takeAll(): readonly number[];
}

/** An order of starting operations other than that of their list. */
export interface IssueOrder {
  /** Operations that wait for nothing, in the order in which they become ready. */
  readonly first: readonly number[];
  /** For each operation those that wait for it, in the order in which they become ready. */
  readonly next: readonly (readonly number[])[];
  /** The set of one run of the plan. */
  readySet(): ReadySet;
}

/** A graph plan that has such an order. */
export interface OrderedGraphPlan extends GraphPlan {
  order(position: number): IssueOrder;
}

/** The order of a plan; undefined: that of the list. */
export function issueOrderOf(plan: GraphPlan, position: number): IssueOrder | undefined {
  return "order" in plan ? (plan as OrderedGraphPlan).order(position) : undefined;
}

/**
 * The order in which ASTRA-sim 2.x starts the nodes of a custom collective: that of the C++ sets in which it keeps the ids of all nodes, of those that wait for a node, and of
 * those that are ready. `places` gives the number of a node's operation.
 */
export function hashedOrder(graph: PackedGraph, places: ArrayLike<number>): IssueOrder {
  const { afterStart, after, givenOrder } = graph.columns;
  const ids = new HashSet<number>();
  const known = new Set<number>();
  const dependents = Array.from({ length: graph.length }, () => new HashSet<number>());
  const note = (node: number): void => {
    if (known.has(node)) return;
    known.add(node);
    ids.add(graph.id(node), node);
  };
  for (let index = 0; index < graph.length; index++) {
    const node = givenOrder?.[index] ?? index;
    const parents = new HashSet<number>();
    for (let edge = afterStart[node]!; edge < afterStart[node + 1]!; edge++)
      parents.add(graph.id(after[edge]!), after[edge]!);
    note(node);
    for (const parent of parents.values()) {
      note(parent);
      dependents[parent]!.add(graph.id(node), node);
    }
  }
  const isFirst = (node: number): boolean => afterStart[node] === afterStart[node + 1];
  const next: number[][] = [];
  for (let node = 0; node < graph.length; node++)
    next[places[node]!] = Array.from(dependents[node]!.values(), (dependent) => places[dependent]!);
  const nodeAt = new Int32Array(graph.length);
  for (let node = 0; node < graph.length; node++) nodeAt[places[node]!] = node;
  return {
    first: [...ids.values()].filter(isFirst).map((node) => places[node]!),
    next,
    readySet() {
      const set = new HashSet<number>();
      return {
        add: (operation) => set.add(graph.id(nodeAt[operation]!), operation),
        takeAll: () => set.takeAll(),
      };
    },
  };
}
