import { AstraError } from "../errors/astra-error.js";
import { bytes, Column, doubles, integers } from "./column.js";
import {
  type CollectiveNode,
  type GraphNodeWork,
  type NodeId,
  type NodeList,
  nodeResources,
  type RelativeRank,
  usualResource,
} from "./graph-node.js";
import { ascendingOrder, IdColumn, placeOf } from "./id-column.js";
import { type CollectiveTraits, isPackedGraph, kindNumber, noResource, PackedGraph } from "./packed-graph.js";

/** What becomes of ids that are used twice, or that no node has. */
export interface GraphRepairs {
  /** Several nodes of one id become one: the last, which waits for all that they wait for. Absent: such a graph is refused. */
  readonly mergesDuplicates?: boolean;
  /** Called for each id that a node waits for and no node has, which is then left out. Absent: such a graph is refused. */
  readonly missing?: (node: NodeId, waitsFor: NodeId) => void;
  /** How many of the dependencies of each node, in the order given, count: the first ones. Absent: all. */
  readonly dependencyCounts?: Int32Array;
}

/** Packs nodes, given one at a time in any order, into a `PackedGraph`. What a node is made of is copied: its object may serve again for the next one. */
export class GraphBuilder {
  readonly #ids = new IdColumn();
  readonly #names: (string | undefined)[] = [];
  readonly #kinds = new Column(bytes);
  readonly #resources = new Column(bytes);
  readonly #durations = new Column(doubles);
  readonly #bytes = new Column(doubles);
  readonly #operations = new Column(doubles);
  readonly #details = new Column(integers);
  readonly #tags = new Column(doubles);
  readonly #afterStart = new Column(integers);
  readonly #after = new IdColumn();
  readonly #collectives = new Interner<CollectiveTraits>();
  readonly #relativePeers = new Interner<RelativeRank>();
  readonly #tensors = new Map<number, Pick<GraphNodeWork, "inputs" | "outputs">>();
  #hasOperations = false;
  #hasTags = false;

  constructor() {
    this.#afterStart.push(0);
  }

  /** Nodes so far. */
  get length(): number {
    return this.#kinds.length;
  }

  /** Appends a node; nodes may name others that are added later. */
  add(node: GraphNodeWork): void {
    const { kind, id, name, after, duration = Number.NaN, inputs, outputs } = node;
    if (inputs !== undefined || outputs !== undefined)
      this.#tensors.set(this.length, { ...(inputs && { inputs }), ...(outputs && { outputs }) });
    this.#ids.push(id);
    this.#names.push(name);
    this.#kinds.push(kindNumber[kind]);
    this.#durations.push(duration);
    const on = ("on" in node ? node.on : undefined) ?? usualResource[kind];
    this.#resources.push(on === null ? noResource : nodeResources.indexOf(on));
    this.#bytes.push(bytesOf(node));
    const operations = (kind === "compute" ? node.operations : undefined) ?? Number.NaN;
    this.#operations.push(operations);
    this.#hasOperations ||= !Number.isNaN(operations);
    this.#details.push(this.#detailOf(node));
    const isMessage = kind === "send" || kind === "receive";
    this.#tags.push(isMessage ? node.tag : 0);
    this.#hasTags ||= isMessage;
    for (const earlier of after) this.#after.push(earlier);
    this.#afterStart.push(this.#after.length);
  }

  /** The graph of all nodes. Throws INVALID_VALUE for an id used twice or one that does not exist, unless `repairs` says what to make of it. */
  finish(repairs: GraphRepairs = {}): PackedGraph {
    const given = this.#ids.trimmed();
    const order = ascendingOrder(given);
    const groups = order === undefined ? undefined : groupsOfOne(given, order, repairs.mergesDuplicates);
    // Of several nodes of one id the last one counts.
    const last = groups?.map((group) => group.at(-1)!);
    const column = <A extends Uint8Array | Int32Array | Float64Array>(from: Column<A>): A =>
      last === undefined ? from.trimmed() : picked(from.values, last);
    const ids = last === undefined ? given : picked(given, last);
    return new PackedGraph({
      ids,
      names: last === undefined ? this.#names : last.map((index) => this.#names[index]),
      kinds: column(this.#kinds),
      resources: column(this.#resources),
      durations: column(this.#durations),
      bytes: column(this.#bytes),
      operations: this.#hasOperations ? column(this.#operations) : undefined,
      details: column(this.#details),
      tags: this.#hasTags ? column(this.#tags) : undefined,
      ...this.#dependencies(ids, groups, repairs),
      collectives: this.#collectives.entries,
      relativePeers: this.#relativePeers.entries,
      tensors: this.#tensorsOf(last),
      givenOrder: groups && givenOrder(groups, given.length),
    });
  }

  #detailOf(node: GraphNodeWork): number {
    switch (node.kind) {
      case "collective": {
        const { collective, group, dimensions, priority, algorithm, root } = node;
        return this.#collectives.number({
          collective,
          ...(group === undefined ? {} : { group }),
          ...(dimensions === undefined ? {} : { dimensions }),
          ...(priority === undefined ? {} : { priority }),
          ...(algorithm === undefined ? {} : { algorithm }),
          ...(root === undefined ? {} : { root }),
        } satisfies Partial<CollectiveNode> as CollectiveTraits);
      }
      case "send":
        return this.#peerNumber(node.to);
      case "receive":
        return this.#peerNumber(node.from);
      case "memory":
        return node.access === "load" ? 0 : 1;
      default:
        return 0;
    }
  }

  #peerNumber(peer: number | RelativeRank): number {
    return typeof peer === "number" ? peer : -1 - this.#relativePeers.number(peer);
  }

  #dependencies(
    ids: Float64Array | BigUint64Array,
    groups: readonly number[][] | undefined,
    { missing, dependencyCounts }: GraphRepairs,
  ): { afterStart: Int32Array; after: Int32Array } {
    const named = this.#after.trimmed();
    const starts = this.#afterStart.values;
    const afterStart = new Int32Array(ids.length + 1);
    const after = new Column(integers, named.length || 1);
    const lastUse = new Int32Array(ids.length).fill(-1);
    for (let node = 0; node < ids.length; node++) {
      for (const index of groups?.[node] ?? [node]) {
        const count = dependencyCounts?.[index] ?? Infinity;
        const end = Math.min(starts[index + 1]!, starts[index]! + count);
        for (let edge = starts[index]!; edge < end; edge++) {
          const place = placeOf(named[edge]!, ids);
          if (place < 0) refuseMissing(ids[node]!, named[edge]!, missing);
          else if (lastUse[place] !== node) {
            lastUse[place] = node;
            after.push(place);
          }
        }
      }
      afterStart[node + 1] = after.length;
    }
    return { afterStart, after: after.trimmed() };
  }

  #tensorsOf(last: readonly number[] | undefined) {
    if (this.#tensors.size === 0) return undefined;
    if (last === undefined) return this.#tensors;
    const entries = last.flatMap((index, node) => {
      const tensors = this.#tensors.get(index);
      return tensors === undefined ? [] : [[node, tensors] as const];
    });
    return new Map(entries);
  }
}

/** The nodes of a rank, packed. Throws INVALID_VALUE for an id used twice or one that does not exist. */
export function packGraph(nodes: NodeList): PackedGraph {
  if (isPackedGraph(nodes)) return nodes;
  const builder = new GraphBuilder();
  for (const node of nodes) builder.add(node);
  return builder.finish();
}

/** Numbers equal values alike, from 0. */
class Interner<Value extends object> {
  readonly entries: Value[] = [];
  readonly #numbers = new Map<string, number>();

  number(value: Value): number {
    const key = JSON.stringify(value);
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.entries.push(value) - 1;
      this.#numbers.set(key, number);
    }
    return number;
  }
}

function bytesOf(node: GraphNodeWork): number {
  if (node.kind === "marker") return 0;
  return node.kind === "compute" ? (node.memoryBytes ?? Number.NaN) : node.bytes;
}

/** Node numbers as given, those of one id together, in ascending order of id. */
function groupsOfOne(
  ids: Float64Array | BigUint64Array,
  order: Int32Array,
  merges: boolean | undefined,
): number[][] {
  const groups: number[][] = [];
  let previous: NodeId | undefined;
  for (const index of order) {
    const id = ids[index]!;
    if (id !== previous) groups.push([index]);
    else if (merges) groups.at(-1)!.push(index);
    else {
      throw new AstraError("INVALID_VALUE", {
        problem: "two nodes have the same id",
        found: id,
        expected: "an id of its own for each node",
      });
    }
    previous = id;
  }
  return groups;
}

/** Nodes, by their place in `groups`, in the order in which the first of each group was given. */
function givenOrder(groups: readonly number[][], count: number): Int32Array {
  const nodeAt = new Int32Array(count).fill(-1);
  for (const [node, [first]] of groups.entries()) nodeAt[first!] = node;
  return nodeAt.filter((node) => node >= 0);
}

function picked<A extends Uint8Array | Int32Array | Float64Array | BigUint64Array>(
  from: A,
  places: readonly number[],
): A {
  const values = from.slice(0, places.length) as A;
  for (const [index, place] of places.entries()) values[index] = from[place] as never;
  return values;
}

function refuseMissing(node: NodeId, waitsFor: NodeId, missing: GraphRepairs["missing"]): void {
  if (missing !== undefined) {
    missing(node, waitsFor);
    return;
  }
  throw new AstraError("INVALID_VALUE", {
    problem: `node ${node} waits for a node that does not exist`,
    found: waitsFor,
    expected: "the id of a node of the same rank",
  });
}
