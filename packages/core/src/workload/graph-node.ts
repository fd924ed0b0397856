import type { CollectiveKind } from "../collective/kind.js";

/** Number of a node within its rank: whole, 0 or more; a bigint where a double cannot hold it. */
export type NodeId = number | bigint;

/** What a node keeps busy on its NPU while it runs: the accelerator's compute units, its communication, or the host's CPU. */
export const nodeResources = ["compute", "communication", "cpu"] as const;

/** One of these resources. */
export type NodeResource = (typeof nodeResources)[number];

/** The rank that stands `shift` places further along one axis of the graph's grid, all other positions being equal. */
export interface RelativeRank {
  readonly axis: string;
  readonly shift: number;
}

/** The ranks that differ from the own one along these axes of the graph's grid alone, in order of rank. */
export interface RelativeGroup {
  readonly axes: readonly string[];
  /** Only the ranks at these positions of the (single) axis; absent: all. */
  readonly positions?: readonly number[];
}

/** Ranks that take part in a collective: a list, in order; those along axes of the grid; or the name of one of the workload's groups. */
export type NodeGroup = readonly number[] | RelativeGroup | string;

/** A piece of data by name, for those who follow what lies in an NPU's memory. */
export interface Tensor {
  readonly name: string;
  readonly bytes: number;
}

interface AnyNode {
  /** Unique within a rank. Of the nodes that could start, the one with the smallest id goes first. */
  readonly id: NodeId;
  readonly name?: string;
  /** Nodes that have to end before this one starts. */
  readonly after: readonly NodeId[];
  /** Data that it reads, and that it writes. */
  readonly inputs?: readonly Tensor[];
  readonly outputs?: readonly Tensor[];
}

/** What a node took where it was recorded, ns; read by runs that replay recorded times. */
interface MaybeRecorded {
  readonly duration?: number;
}

/** Keeps a resource busy for a known time, or for the time that its operations take. */
export interface ComputeNode extends AnyNode {
  readonly kind: "compute";
  /** ns. */
  readonly duration: number;
  /** Arithmetic operations, and bytes that go between memory and compute units: for runs that calculate times of a roofline. */
  readonly operations?: number;
  readonly memoryBytes?: number;
  /** Absent: `compute`. */
  readonly on?: NodeResource;
}

/** A collective among some ranks or all. */
export interface CollectiveNode extends AnyNode, MaybeRecorded {
  readonly kind: "collective";
  readonly collective: CollectiveKind;
  readonly bytes: number;
  /** Ranks that take part; absent: all. */
  readonly group?: NodeGroup;
  /** Dimensions of the topology that take part; absent: all. */
  readonly dimensions?: readonly number[];
  /** Larger goes first where the scheduling policy is EXPLICIT; absent: 0. */
  readonly priority?: number;
  /** Name of a collective algorithm that does this one, in place of those that the system layer is told. */
  readonly algorithm?: string;
  /** Place of the root among the ranks that take part, of the kinds that have one. Absent: 0. */
  readonly root?: number;
}

/** Ends when the message has arrived. */
export interface SendNode extends AnyNode, MaybeRecorded {
  readonly kind: "send";
  readonly to: number | RelativeRank;
  readonly tag: number;
  readonly bytes: number;
}

/** Ends at the later of its start and the arrival of the message with the same tag and size. */
export interface ReceiveNode extends AnyNode, MaybeRecorded {
  readonly kind: "receive";
  readonly from: number | RelativeRank;
  readonly tag: number;
  readonly bytes: number;
}

/** Reads from or writes to remote memory. */
export interface MemoryNode extends AnyNode, MaybeRecorded {
  readonly kind: "memory";
  readonly access: "load" | "store";
  readonly bytes: number;
  /** Absent: `communication`. */
  readonly on?: NodeResource;
}

/** Takes no time: it ends as soon as it starts, and orders others. */
export interface MarkerNode extends AnyNode, MaybeRecorded {
  readonly kind: "marker";
  /** Has to be free for it to start. Absent: `communication`. */
  readonly on?: NodeResource;
}

/** A node of an execution graph. */
export type GraphNodeWork = ComputeNode | CollectiveNode | SendNode | ReceiveNode | MemoryNode | MarkerNode;

/** Kinds of node, in the order in which a packed graph numbers them. */
export const nodeKinds = ["compute", "collective", "send", "receive", "memory", "marker"] as const;

/** What a node of this kind keeps busy unless it says otherwise; null: nothing. */
export const usualResource = {
  compute: "compute",
  collective: "communication",
  send: "communication",
  receive: null,
  memory: "communication",
  marker: "communication",
} as const satisfies Record<GraphNodeWork["kind"], NodeResource | null>;

/** The nodes of one rank, one after the other: an array, or a packed graph. */
export interface NodeList extends Iterable<GraphNodeWork> {
  readonly length: number;
}
