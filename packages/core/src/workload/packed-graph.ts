import {
  type CollectiveNode,
  type GraphNodeWork,
  type NodeId,
  type NodeList,
  type NodeResource,
  nodeKinds,
  nodeResources,
  type RelativeRank,
  usualResource,
} from "./graph-node.js";

/** What collectives of a graph have in common beside their size. */
export type CollectiveTraits = Pick<
  CollectiveNode,
  "collective" | "group" | "dimensions" | "priority" | "algorithm" | "root"
>;

/** Number of the kind of a node in the column `kinds`. */
export const kindNumber = Object.fromEntries(nodeKinds.map((kind, number) => [kind, number])) as Readonly<
  Record<GraphNodeWork["kind"], number>
>;

/** Stands in the column `resources` for nothing: what a receive keeps busy. */
export const noResource = nodeResources.length;

/** The columns of a packed graph. An entry of each is one node's; nodes stand in order of id. */
export interface GraphColumns {
  readonly ids: Float64Array | BigUint64Array;
  readonly names: readonly (string | undefined)[];
  /** Numbers from {@link nodeKinds}, and from {@link nodeResources} or {@link noResource}. */
  readonly kinds: Uint8Array;
  readonly resources: Uint8Array;
  /** Recorded time, ns; NaN: none. */
  readonly durations: Float64Array;
  /** Size of a collective, a message or an access; of a compute node the bytes to and from memory, NaN: not given. */
  readonly bytes: Float64Array;
  /** Arithmetic operations of compute nodes, NaN: not given; undefined where no node of the graph has any. */
  readonly operations: Float64Array | undefined;
  /**
   * Of a send or receive the peer's rank, or `-1 - n` for entry n of `relativePeers`; of a collective an entry of `collectives`; of an access to memory 0 for a load, 1 for
   * a store.
   */
  readonly details: Int32Array;
  /** Tags of sends and receives; undefined where the graph has none. */
  readonly tags: Float64Array | undefined;
  /** Nodes `after[afterStart[n] … afterStart[n + 1] - 1]` come before node n. */
  readonly afterStart: Int32Array;
  readonly after: Int32Array;
  readonly collectives: readonly CollectiveTraits[];
  readonly relativePeers: readonly RelativeRank[];
  /** Data that nodes read and write, by node; undefined where the graph says nothing of it. */
  readonly tensors: ReadonlyMap<number, Pick<GraphNodeWork, "inputs" | "outputs">> | undefined;
  /** Node numbers in the order in which they were given; undefined where that is the order of ids. */
  readonly givenOrder: Int32Array | undefined;
}

const brand = Symbol.for("astra-ts.packed-graph");

/** True for a {@link PackedGraph} of any copy of this package. */
export function isPackedGraph(nodes: NodeList): nodes is PackedGraph {
  return brand in nodes;
}

/** The nodes of one rank in columns: what every graph is made into before it runs, and what readers of large traces make at once. Iterates in the order given. */
export class PackedGraph implements NodeList {
  readonly length: number;
  readonly columns: GraphColumns;

  /** Takes columns as a `GraphBuilder` makes them. */
  constructor(columns: GraphColumns) {
    this.columns = columns;
    this.length = columns.kinds.length;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Id of the node with this number. */
  id(node: number): NodeId {
    const id = this.columns.ids[node]!;
    return typeof id === "bigint" && id <= Number.MAX_SAFE_INTEGER ? Number(id) : id;
  }

  /** The node with this number (its place in the order of ids), as an object. */
  node(node: number): GraphNodeWork {
    const { kinds, names, durations, bytes, operations, details, tags, tensors } = this.columns;
    const kind = nodeKinds[kinds[node]!]!;
    const name = names[node];
    const head = { id: this.id(node), ...(name === undefined ? {} : { name }) };
    const tail = { after: this.#after(node), ...tensors?.get(node) };
    const recorded = given("duration", durations[node]!);
    const detail = details[node]!;
    const size = bytes[node]!;
    const on = this.#resource(node);
    switch (kind) {
      case "compute":
        return {
          ...head,
          kind,
          duration: durations[node]!,
          ...given("operations", operations?.[node] ?? Number.NaN),
          ...given("memoryBytes", size),
          ...on,
          ...tail,
        };
      case "collective": {
        const { collective, ...traits } = this.columns.collectives[detail]!;
        return { ...head, kind, collective, bytes: size, ...traits, ...recorded, ...tail };
      }
      case "send":
        return {
          ...head,
          kind,
          to: this.#peer(detail),
          tag: tags![node]!,
          bytes: size,
          ...recorded,
          ...tail,
        };
      case "receive":
        return {
          ...head,
          kind,
          from: this.#peer(detail),
          tag: tags![node]!,
          bytes: size,
          ...recorded,
          ...tail,
        };
      case "memory":
        return {
          ...head,
          kind,
          access: detail === 0 ? "load" : "store",
          bytes: size,
          ...recorded,
          ...on,
          ...tail,
        };
      case "marker":
        return { ...head, kind, ...recorded, ...on, ...tail };
    }
  }

  /** For `JSON.stringify`: the nodes, with ids beyond what a double holds as text. */
  toJSON(): unknown[] {
    return Array.from(this, ({ id, after, ...node }) => ({
      id: jsonId(id),
      ...node,
      after: after.map(jsonId),
    }));
  }

  /** The nodes in the order in which they were added, each as an object of its own. */
  *[Symbol.iterator](): Iterator<GraphNodeWork> {
    const { givenOrder } = this.columns;
    for (let index = 0; index < this.length; index++) yield this.node(givenOrder?.[index] ?? index);
  }

  #peer(detail: number): number | RelativeRank {
    return detail >= 0 ? detail : this.columns.relativePeers[-1 - detail]!;
  }

  #after(node: number): NodeId[] {
    const { afterStart, after } = this.columns;
    return Array.from(after.subarray(afterStart[node], afterStart[node + 1]), (earlier) => this.id(earlier));
  }

  #resource(node: number): { on?: NodeResource } {
    const on = nodeResources[this.columns.resources[node]!];
    return on === undefined || on === usualResource[nodeKinds[this.columns.kinds[node]!]!] ? {} : { on };
  }
}

function jsonId(id: NodeId): number | string {
  return typeof id === "bigint" ? String(id) : id;
}

/** A field with a number that may not be given (NaN). */
function given<Key extends string>(key: Key, value: number): { [K in Key]?: number } {
  return Number.isNaN(value) ? {} : ({ [key]: value } as { [K in Key]?: number });
}
