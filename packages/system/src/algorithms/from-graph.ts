import {
  AstraError,
  type CollectiveAlgorithm,
  type CollectiveKind,
  type CollectiveTask,
  circleAmong,
  collectiveKinds,
  defineCollective,
  dependentsOf,
  type GraphAddresses,
  type GraphNodeWork,
  type GraphPlan,
  type GraphWorkload,
  graphAddresses,
  isAstraError,
  type NodeList,
  type PackedGraph,
  type PlanOperation,
  packGraph,
  stuckNodes,
} from "@astra-ts/core";
import { hashedOrder, type IssueOrder, type OrderedGraphPlan } from "../plan/issue-order.js";

/** A graph that does a collective, and what the algorithm made of it is called. */
export interface GraphCollective {
  /** To be written in an implementation list. */
  readonly name: string;
  readonly description?: string;
  /** Default: every kind. */
  readonly kinds?: readonly CollectiveKind[];
  /** Sends, receives and computations of each position. */
  readonly graph: GraphWorkload;
  /** Bytes of the collective that the graph was written for: the messages of others are as many times larger. Absent: messages are as written, whatever the collective. */
  readonly madeFor?: number | undefined;
  /**
   * Parts that the larger of the collective's buffers (the output of an all-gather, else the input) is cut into: sizes of messages count parts, each of at least one byte. Not
   * together with `madeFor`.
   */
  readonly parts?: number | undefined;
  /** `all` (the default): a whole collective over all its NPUs; `dimension`: chunks of it in one dimension, as other algorithms do. */
  readonly over?: "all" | "dimension";
  /** Order in which what becomes ready together starts: by id (the default), or as in a hash set of C++, which is what ASTRA-sim 2.x does. */
  readonly issueOrder?: "listed" | "hashed";
}

/** The operations of one position, and the graph that they were made of. */
interface Position {
  readonly graph: PackedGraph;
  readonly operations: readonly PlanOperation[];
  /** Number of each node's operation. */
  readonly places: Int32Array;
}

/**
 * A collective written down as an execution graph, as ASTRA-sim 2.x takes custom collectives: it knows no endpoint delay, runs everything that is ready, and a send ends when
 * its message has arrived. Throws UNSUPPORTED for nodes other than compute, send and receive, INVALID_VALUE for a circle.
 */
export function collectiveFromGraph({
  name,
  description = `the collective of an execution graph over ${name}`,
  kinds = collectiveKinds,
  graph,
  madeFor,
  parts,
  over = "all",
  issueOrder = "listed",
}: GraphCollective): CollectiveAlgorithm {
  const tags = new Map<number, number>();
  const addresses = graphAddresses(graph);
  const orders = new Map<number, IssueOrder>();
  const positions = graph.ranks.map((nodes, position) =>
    readPosition(nodes, name, position, addresses, tags),
  );
  return defineCollective({
    name,
    description,
    kinds,
    whole: over === "all",
    fixedSize: madeFor === undefined && parts === undefined,
    refuses: ({ npus }) => refusal(npus, name, positions),
    plan(task): GraphPlan | OrderedGraphPlan {
      const size = messageSize(task, madeFor, parts);
      const operations = (position: number) => resized(positions[position].operations, size);
      if (issueOrder === "listed") return { form: "graph", operations };
      const order = (position: number): IssueOrder => {
        const known =
          orders.get(position) ?? hashedOrder(positions[position].graph, positions[position].places);
        orders.set(position, known);
        return known;
      };
      return { form: "graph", operations, order };
    },
  });
}

/** A graph with more positions than NPUs does where the first of them keep to themselves. */
function refusal(npus: number, name: string, positions: readonly Position[]): string | undefined {
  if (npus === positions.length) return undefined;
  const keepsWithin = positions
    .slice(0, npus)
    .every(({ operations }) => operations.every((operation) => peerOf(operation) < npus));
  return npus < positions.length && keepsWithin
    ? undefined
    : `${name} is written for ${positions.length} NPUs, not ${npus}`;
}

function peerOf(operation: PlanOperation): number {
  if (operation.kind === "send") return operation.to;
  return operation.kind === "receive" ? operation.from : 0;
}

function readPosition(
  nodes: NodeList,
  name: string,
  position: number,
  addresses: GraphAddresses,
  tags: Map<number, number>,
): Position {
  const field = `graph.ranks.${position}`;
  const graph = packed(nodes, field);
  const order = inOrder(graph, name, field);
  const places = new Int32Array(graph.length);
  for (const [place, node] of order.entries()) places[node] = place;
  const { afterStart, after } = graph.columns;
  const operations = order.map((node) => {
    const earlier = Array.from(
      after.subarray(afterStart[node], afterStart[node + 1]),
      (other) => places[other],
    );
    return operationOf(graph.node(node), earlier, field, (peer) => addresses.peer(position, peer), tags);
  });
  return { graph, operations, places };
}

function operationOf(
  node: GraphNodeWork,
  after: readonly number[],
  field: string,
  peer: (peer: Parameters<GraphAddresses["peer"]>[1]) => number,
  tags: Map<number, number>,
): PlanOperation {
  switch (node.kind) {
    case "compute":
      return { kind: "compute", duration: Math.round(node.duration), after };
    case "send": {
      const { to, tag, bytes } = node;
      return { kind: "send", to: peer(to), bytes, tag: smallTag(tags, tag), awaited: true, after };
    }
    case "receive": {
      const { from, tag, bytes } = node;
      return { kind: "receive", from: peer(from), bytes, tag: smallTag(tags, tag), after };
    }
    default:
      throw new AstraError("UNSUPPORTED", {
        problem: "the graph of a collective holds more than computation and messages",
        field: `${field}: node ${node.id}`,
        found: node.kind,
        expected: "compute, send or receive",
      });
  }
}

/** What a size in the graph is in this task; undefined: the same. */
function messageSize(
  { kind, npus, bytes }: CollectiveTask,
  madeFor: number | undefined,
  parts: number | undefined,
): ((written: number) => number) | undefined {
  if (parts !== undefined) {
    const part = Math.max(1, Math.floor((kind === "all-gather" ? bytes * npus : bytes) / parts));
    return (written) => written * part;
  }
  if (madeFor === undefined || madeFor === bytes) return undefined;
  return (written) => Math.floor((written * bytes) / madeFor);
}

function resized(
  operations: readonly PlanOperation[],
  size: ((written: number) => number) | undefined,
): readonly PlanOperation[] {
  if (size === undefined) return operations;
  return operations.map((operation) =>
    operation.kind === "send" || operation.kind === "receive"
      ? { ...operation, bytes: size(operation.bytes) }
      : operation,
  );
}

/** Numbers tags from 0 as they come. */
function smallTag(tags: Map<number, number>, tag: number): number {
  const known = tags.get(tag) ?? tags.size;
  tags.set(tag, known);
  return known;
}

function packed(nodes: NodeList, field: string): PackedGraph {
  try {
    return packGraph(nodes);
  } catch (error) {
    throw isAstraError(error) ? error.located({ field }) : error;
  }
}

/** Node numbers so that each comes after those it waits for: in rounds of those that could start together, by id. */
function inOrder(graph: PackedGraph, name: string, field: string): number[] {
  const { first, dependents, waitsFor } = dependentsOf(graph);
  const stuck = stuckNodes({ first, dependents, waitsFor });
  if (stuck.length > 0) {
    throw new AstraError("INVALID_VALUE", {
      problem: `operations of the collective ${name} wait for each other in a circle`,
      field,
      found: circleAmong(graph, stuck).map((node) => graph.id(node)),
    });
  }
  const depth = new Int32Array(graph.length);
  const left = waitsFor.slice();
  let round = [...left.keys()].filter((node) => left[node] === 0);
  for (let level = 1; round.length > 0; level++) {
    const next: number[] = [];
    for (const node of round) {
      for (let edge = first[node]; edge < first[node + 1]; edge++) {
        const dependent = dependents[edge];
        if (--left[dependent] > 0) continue;
        depth[dependent] = level;
        next.push(dependent);
      }
    }
    round = next;
  }
  return [...depth.keys()].sort((a, b) => depth[a] - depth[b] || a - b);
}
