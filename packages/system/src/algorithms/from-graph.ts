import {
  AstraError,
  type CollectiveAlgorithm,
  type CollectiveKind,
  collectiveKinds,
  defineCollective,
  type GraphNodeWork,
  type GraphWorkload,
  graphAddresses,
  type PlanOperation,
} from "@astra-ts/core";

/** A graph that does a collective, and what the algorithm made of it is called. */
export interface GraphCollective {
  /** To be written in an implementation list. */
  readonly name: string;
  readonly description?: string;
  /** Default: every kind. */
  readonly kinds?: readonly CollectiveKind[];
  /** Sends, receives and computations of each position. Sizes are the graph's own: it does the same whatever the size of the collective. */
  readonly graph: GraphWorkload;
}

/**
 * A collective written down as an execution graph, as ASTRA-sim 2.x takes custom collectives: it is not cut into chunks, knows no endpoint delay, runs everything that is
 * ready, and a send ends when its message has arrived. Throws UNSUPPORTED for a collective within the graph, INVALID_VALUE for a circle.
 */
export function collectiveFromGraph({
  name,
  description = `the collective of an execution graph over ${name}`,
  kinds = collectiveKinds,
  graph,
}: GraphCollective): CollectiveAlgorithm {
  const tags = new Map<number, number>();
  const addresses = graphAddresses(graph);
  const operationAt = (position: number, node: GraphNodeWork, after: readonly number[]): PlanOperation => {
    if (node.kind === "compute") return { kind: "compute", duration: node.duration, after };
    if (node.kind === "collective") {
      throw new AstraError("UNSUPPORTED", {
        problem: `the graph of the collective ${name} holds a collective itself`,
        field: `ranks.${position}`,
        found: node.collective,
        expected: "compute, send or receive",
      });
    }
    const { bytes } = node;
    const tag = smallTag(tags, node.tag);
    return node.kind === "send"
      ? { kind: "send", to: addresses.peer(position, node.to), bytes, tag, awaited: true, after }
      : { kind: "receive", from: addresses.peer(position, node.from), bytes, tag, after };
  };
  const operations = graph.ranks.map((nodes, position) => {
    const sorted = inOrder(nodes, name, position);
    const indices = new Map(sorted.map(({ id }, index) => [id, index]));
    return sorted.map((node) =>
      operationAt(
        position,
        node,
        node.after.map((id) => indices.get(id)!),
      ),
    );
  });
  return defineCollective({
    name,
    description,
    kinds,
    whole: true,
    refuses: (npus) =>
      npus === operations.length
        ? undefined
        : `${name} is written for ${operations.length} NPUs, not ${npus}`,
    plan: () => ({ form: "graph", operations: (position) => operations[position] }),
  });
}

/** Numbers tags from 0 as they come. */
function smallTag(tags: Map<number, number>, tag: number): number {
  const known = tags.get(tag) ?? tags.size;
  tags.set(tag, known);
  return known;
}

/** The nodes so that each comes after those it waits for; otherwise by id. */
function inOrder(nodes: readonly GraphNodeWork[], name: string, position: number): GraphNodeWork[] {
  const left = nodes.toSorted((a, b) => a.id - b.id);
  const placed = new Set<number>();
  const sorted: GraphNodeWork[] = [];
  while (left.length > 0) {
    const ready = left.filter(({ after }) => after.every((id) => placed.has(id)));
    if (ready.length === 0) {
      throw new AstraError("INVALID_VALUE", {
        problem: `operations of the collective ${name} wait for each other in a circle, or for one that does not exist`,
        field: `ranks.${position}`,
        found: left.map(({ id }) => id),
      });
    }
    for (const node of ready) {
      placed.add(node.id);
      sorted.push(node);
      left.splice(left.indexOf(node), 1);
    }
  }
  return sorted;
}
