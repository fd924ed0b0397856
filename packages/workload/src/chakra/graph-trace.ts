import {
  AstraError,
  type CollectiveKind,
  type GraphNodeWork,
  type GraphWorkload,
  isAstraError,
  isRooted,
  type NodeList,
  type Tensor,
  usualResource,
} from "@astra-ts/core";
import { absoluteGraph } from "./absolute-graph.js";
import type { AttributeKind } from "./attribute-kinds.js";
import { broadcastType, collectiveTypes, tagRange } from "./collective-types.js";
import type { TraceAttribute, TraceMessage } from "./trace-message.js";
import { nodeTypes } from "./trace-node.js";

/** Dimensions that ASTRA-sim looks up of each collective, whether the machine has them or not. */
const dimensionsLookedUp = 4;

/** A graph as Chakra's traces. */
export interface GraphTraces {
  /** Messages of one rank's file, in the order of its nodes. Throws UNSUPPORTED for what no trace can say, naming the node. */
  readonly messages: (rank: number) => Generator<TraceMessage>;
  /** Ranks with a trace; those whose files are the same have the same list of nodes. */
  readonly ranks: readonly NodeList[];
  /** For ASTRA-sim's file of groups: members by name. Empty where all collectives are over all ranks. */
  readonly groups: Readonly<Record<string, readonly number[]>>;
  /** Where ASTRA-sim 2.x makes something else of the traces than this project does: sentences. */
  readonly warnings: readonly string[];
}

/**
 * Writes a graph as Chakra's traces in the schema 0.0.4, with the attributes that ASTRA-sim 2.x reads. What it has no place for stands in attributes of our own (`duration_ns`, `resource`,
 * `algorithm`, `root_rank`), which it passes over and our reader takes: reading gives back the graph that `absoluteGraph` makes of this one.
 */
export function graphTraces(workload: GraphWorkload): GraphTraces {
  const { ranks, groups = {}, communicationSlots = 1 } = absoluteGraph(workload);
  return {
    ranks,
    groups,
    warnings: warningsOf(ranks, groups, communicationSlots),
    *messages(rank) {
      for (const node of ranks[rank]!) {
        try {
          yield messageOf(node, groups);
        } catch (error) {
          throw isAstraError(error) ? error.located({ field: `rank ${rank}: node ${node.id}` }) : error;
        }
      }
    },
  };
}

function messageOf(node: GraphNodeWork, groups: GraphTraces["groups"]): TraceMessage {
  const { id, name = "", after } = node;
  const { type, attributes } = workOf(node, groups);
  const { micros, exact } = recordedTime(node);
  const { inputs, outputs } = node;
  const on = "on" in node ? node.on : undefined;
  return {
    id,
    name,
    type,
    dataDependencies: after,
    ...(micros === 0 ? {} : { durationMicros: micros }),
    attributes: [
      attribute("is_cpu_op", "bool_val", on === "cpu"),
      ...attributes,
      ...(exact === undefined ? [] : [attribute("duration_ns", "double_val", exact)]),
      ...(isTold(node) ? [] : [attribute("resource", "string_val", on!)]),
      ...(inputs === undefined ? [] : [attribute("inputs", "string_list", tensorList(inputs))]),
      ...(outputs === undefined ? [] : [attribute("outputs", "string_list", tensorList(outputs))]),
    ],
  };
}

/** Whether the type of the node and its flag of the CPU tell what it keeps busy. */
function isTold(node: GraphNodeWork): boolean {
  const on = "on" in node ? node.on : undefined;
  if (on === undefined || on === "cpu" || on === usualResource[node.kind]) return true;
  return node.kind === "compute";
}

function workOf(
  node: GraphNodeWork,
  groups: GraphTraces["groups"],
): { type: number; attributes: TraceAttribute[] } {
  switch (node.kind) {
    case "compute": {
      const amounts = [
        ...(node.operations === undefined ? [] : [attribute("num_ops", "int64_val", node.operations)]),
        ...(node.memoryBytes === undefined ? [] : [attribute("tensor_size", "uint64_val", node.memoryBytes)]),
      ];
      // A broadcast takes its recorded time of communication and sends nothing.
      return node.on === "communication"
        ? { type: nodeTypes.collective, attributes: [...broadcast, ...amounts] }
        : { type: nodeTypes.compute, attributes: amounts };
    }
    case "collective":
      return { type: nodeTypes.collective, attributes: collectiveAttributes(node, groups) };
    case "send":
      return { type: nodeTypes.send, attributes: messageAttributes("comm_dst", node.to as number, node) };
    case "receive":
      return {
        type: nodeTypes.receive,
        attributes: messageAttributes("comm_src", node.from as number, node),
      };
    case "memory": {
      const type = node.access === "load" ? nodeTypes.load : nodeTypes.store;
      return { type, attributes: [attribute("tensor_size", "uint64_val", node.bytes)] };
    }
    case "marker":
      return { type: nodeTypes.invalid, attributes: [] };
  }
}

const broadcast = [
  attribute("comm_type", "int64_val", broadcastType),
  attribute("comm_size", "int64_val", 0),
];

function collectiveAttributes(
  {
    collective,
    bytes,
    group,
    dimensions,
    priority,
    algorithm,
    root = 0,
  }: Extract<GraphNodeWork, { kind: "collective" }>,
  groups: GraphTraces["groups"],
): TraceAttribute[] {
  const members = group === undefined ? undefined : groups[group as string]!;
  if (members !== undefined && members[root] === undefined)
    throw unsupported("a root that is not in its group", root, `a place below ${members.length}`);
  if (priority !== undefined && (priority < 0 || priority >= 2 ** 31))
    throw unsupported("a priority that no trace can say", priority, "a whole number from 0 to 2^31 - 1");
  return [
    attribute("comm_type", "int64_val", typeOf(collective)),
    attribute("comm_size", "int64_val", bytes),
    ...(group === undefined ? [] : [attribute("pg_name", "string_val", group as string)]),
    ...(dimensions === undefined ? [] : [attribute("involved_dim", "bool_list", flagsOf(dimensions))]),
    ...(priority === undefined ? [] : [attribute("comm_priority", "int32_val", priority)]),
    ...(algorithm === undefined ? [] : [attribute("algorithm", "string_val", algorithm)]),
    ...(isRooted(collective)
      ? [attribute("root_rank", "int32_val", members === undefined ? root : members[root]!)]
      : []),
  ];
}

function typeOf(kind: CollectiveKind): number {
  return Number(Object.keys(collectiveTypes).find((type) => collectiveTypes[Number(type)] === kind));
}

function flagsOf(dimensions: readonly number[]): boolean[] {
  const length = Math.max(dimensionsLookedUp, ...dimensions.map((dimension) => dimension + 1));
  return Array.from({ length }, (_, dimension) => dimensions.includes(dimension));
}

function messageAttributes(
  peer: "comm_src" | "comm_dst",
  rank: number,
  { tag, bytes }: { tag: number; bytes: number },
): TraceAttribute[] {
  if (tag >= tagRange)
    throw unsupported("a tag that no trace can say", tag, `a whole number below ${tagRange}`);
  return [
    attribute("comm_size", "int64_val", bytes),
    attribute("comm_tag", "int32_val", tag),
    attribute(peer, "int32_val", rank),
  ];
}

/** Whole microseconds, and the exact time in ns where those do not tell it. */
function recordedTime({ kind, duration }: GraphNodeWork): { micros: number; exact?: number } {
  if (duration === undefined) return { micros: 0 };
  const micros = Math.round(duration / 1000);
  // A compute node without a time takes the shortest there is.
  const told = micros === 0 ? (kind === "compute" ? 1 : undefined) : micros * 1000;
  return told === duration ? { micros } : { micros, exact: duration };
}

function tensorList(tensors: readonly Tensor[]): string[] {
  return tensors.flatMap(({ name, bytes }) => [name, String(bytes)]);
}

function attribute(name: string, kind: AttributeKind, value: TraceAttribute["value"]): TraceAttribute {
  return { name, kind, value };
}

function unsupported(problem: string, found: unknown, expected: string): AstraError {
  return new AstraError("UNSUPPORTED", { problem, found, expected });
}

function warningsOf(
  ranks: readonly NodeList[],
  groups: GraphTraces["groups"],
  communicationSlots: number,
): string[] {
  const counts = { rounded: 0, markers: 0, algorithms: 0, resources: 0, roots: 0 };
  for (const nodes of new Set(ranks))
    for (const node of nodes) {
      if (recordedTime(node).exact !== undefined) counts.rounded++;
      if (node.kind === "marker") counts.markers++;
      if (node.kind === "collective" && node.algorithm !== undefined) counts.algorithms++;
      if (node.kind === "collective" && isRooted(node.collective)) counts.roots++;
      if (!isTold(node)) counts.resources++;
    }
  const lone = Object.values(groups).filter(({ length }) => length === 1).length;
  const sentences: [number, string][] = [
    [counts.rounded, "times are no whole microseconds: ASTRA-sim reads them rounded, astra-ts as they are"],
    [
      counts.markers,
      "markers are nodes of type INVALID: what waits for them starts in ASTRA-sim when another node of the rank ends",
    ],
    [counts.algorithms, "collectives name an algorithm: ASTRA-sim passes over it"],
    [counts.resources, "nodes keep something busy that ASTRA-sim does not expect of their kind"],
    [
      counts.roots,
      "collectives have a root: ASTRA-sim takes a broadcast's recorded time, and refuses the others",
    ],
    [lone, "groups have one member alone: their collectives never end in ASTRA-sim"],
    [
      communicationSlots > 1 ? communicationSlots : 0,
      "collectives and sends may be under way at a time on an NPU, of which traces say nothing: ASTRA-sim has one, and astra-ts what communicationSlots beside the trace says",
    ],
  ];
  return sentences.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}.`);
}
