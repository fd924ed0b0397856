import {
  AstraError,
  dependentsOf,
  GraphBuilder,
  type GraphNodeWork,
  isAstraError,
  isRooted,
  type NodeId,
  type PackedGraph,
  type RootedKind,
  stuckNodes,
} from "@astra-ts/core";
import { broadcastType, collectiveTypes, replayedCollectives, tagRange } from "./collective-types.js";
import { groupNumber, metadataGroups } from "./communicator-groups.js";
import { dependenciesOf, describe, recordedTime, required, resourceOf, tensorsOf } from "./node-facts.js";
import { nodeTypes, type TraceNode } from "./trace-node.js";
import type { TraceOptions } from "./trace-options.js";

/** What one rank's trace says. */
export interface TraceContent {
  readonly graph: PackedGraph;
  /** Groups of ranks that its nodes name. */
  readonly groups: ReadonlyMap<string, readonly number[]>;
  /** True where another rank's trace of the same content means the same. */
  readonly isSameForAll: boolean;
  /** What the trace lacks, and what was made of it: sentences without the file's name. */
  readonly warnings: readonly string[];
}

/** Things that happened to several nodes: how often, and to which first. */
class Tally {
  count = 0;
  first = "";

  add(node: string): void {
    if (this.count++ === 0) this.first = node;
  }
}

/** Makes a graph of the nodes of one rank's trace. */
export class TraceGraph {
  readonly #file: string;
  readonly #rank: number;
  readonly #options: TraceOptions;
  readonly #builder = new GraphBuilder();
  /** How many of the dependencies of each node are those of data. */
  readonly #dataDependencies: number[] = [];
  readonly #groups = new Map<string, readonly number[]>();
  readonly #usedGroups = new Map<string, string>();
  readonly #onCpu = new Tally();
  readonly #tallies = new Map<string, Tally>();
  #hasMessages = false;
  #last: string | undefined;

  constructor(file: string, rank: number, options: TraceOptions) {
    this.#file = file;
    this.#rank = rank;
    this.#options = options;
    for (const [name, ranks] of options.groups ?? []) this.#groups.set(name, ranks);
  }

  /** The node that came last, in words. */
  get last(): string | undefined {
    return this.#last;
  }

  /** Takes a node over. Throws an `AstraError` that names it. `shortest`: time of a compute node of which none was recorded, ns. */
  add(node: TraceNode, shortest: number): void {
    try {
      const work = this.#work(node, shortest);
      this.#dataDependencies.push(node.dataDependencies.length);
      this.#builder.add(work);
    } catch (error) {
      throw isAstraError(error)
        ? error.located({ file: this.#file, field: `node ${describe(node)}` })
        : error;
    }
    this.#last = String(node.id);
  }

  /** The graph of all nodes. `unknown`: names of attributes that nobody knows. */
  finish(unknown: ReadonlySet<string>): TraceContent {
    const warnings = this.#warningsOfNodes(unknown);
    const graph = this.#graph(warnings);
    for (const [name, user] of this.#options.unknownGroups === "leave" ? [] : this.#usedGroups)
      if (!this.#groups.has(name)) throw this.#unknownGroup(name, user);
    const used = [...this.#groups].filter(([name]) => this.#usedGroups.has(name));
    return { graph, groups: new Map(used), isSameForAll: !this.#hasMessages, warnings };
  }

  #graph(warnings: string[]): PackedGraph {
    const { dependencies = "auto" } = this.#options;
    const missing = new Tally();
    const repairs = {
      mergesDuplicates: true,
      missing: (node: NodeId, waitsFor: NodeId) => missing.add(`node ${node} waits for ${waitsFor}`),
    };
    const data = Int32Array.from(this.#dataDependencies);
    const graph = this.#builder.finish(
      dependencies === "data" ? { ...repairs, dependencyCounts: data } : repairs,
    );
    if (missing.count === 0) return graph;
    const lost = `${missing.count} dependencies are on nodes that are not in the trace (${missing.first})`;
    const stuck = dependencies === "auto" ? stuckNodes(dependentsOf(graph)).length : 0;
    if (stuck === 0) {
      warnings.push(`${lost}: they are left out.`);
      return graph;
    }
    warnings.push(
      `${lost}, and ${stuck} of ${graph.length} nodes wait for each other: control dependencies are left out, those of data count (dependencies: data).`,
    );
    return this.#builder.finish({ ...repairs, missing: () => {}, dependencyCounts: data });
  }

  #warningsOfNodes(unknown: ReadonlySet<string>): string[] {
    const warnings: string[] = [];
    if (unknown.size > 0)
      warnings.push(
        `attributes that mean nothing here are passed over: ${[...unknown].slice(0, 20).join(", ")}.`,
      );
    if (this.#onCpu.count > 0)
      warnings.push(
        `${this.#onCpu.count} communication nodes run on the CPU (the first is node ${this.#onCpu.first}): they take their recorded time there and send nothing.`,
      );
    for (const [name, { count, first }] of this.#tallies)
      warnings.push(
        `${count} ${name} nodes (the first is node ${first}) take their recorded time and send nothing.`,
      );
    return warnings;
  }

  /** Each kind of node is made by one literal with all its fields: millions of them are made. */
  #work(node: TraceNode, shortest: number): GraphNodeWork {
    const { id, type, attributes } = node;
    const name = node.name === "" ? undefined : node.name;
    const after = dependenciesOf(node);
    const tensors = this.#options.tensors ?? false;
    const inputs = tensors ? tensorsOf(attributes.texts("inputs"), "inputs") : undefined;
    const outputs = tensors ? tensorsOf(attributes.texts("outputs"), "outputs") : undefined;
    const isOnCpu = attributes.flag("is_cpu_op") ?? false;
    const on = isOnCpu ? "cpu" : resourceOf(node);
    const duration = recordedTime(node);
    switch (type) {
      case nodeTypes.invalid:
        return { id, name, after, inputs, outputs, kind: "marker", duration, on };
      case nodeTypes.metadata:
        this.#readGroups(node);
        return { id, name, after, inputs, outputs, kind: "marker", duration, on };
      case nodeTypes.load:
      case nodeTypes.store: {
        const bytes = required(attributes.unsigned64("tensor_size"), "tensor_size");
        const access = type === nodeTypes.load ? "load" : "store";
        return { id, name, after, inputs, outputs, kind: "memory", access, bytes, duration, on };
      }
      case nodeTypes.compute: {
        const operations = attributes.unsigned64("num_ops");
        const memoryBytes = attributes.unsigned64("tensor_size");
        const time = duration ?? shortest;
        return {
          id,
          name,
          after,
          inputs,
          outputs,
          kind: "compute",
          duration: time,
          operations,
          memoryBytes,
          on,
        };
      }
      case nodeTypes.send:
      case nodeTypes.receive:
      case nodeTypes.collective:
        if (isOnCpu) {
          this.#onCpu.add(describe(node));
          return { id, name, after, inputs, outputs, kind: "compute", on, duration: duration ?? shortest };
        }
        return type === nodeTypes.collective
          ? { id, name, after, inputs, outputs, ...this.#collective(node, duration, shortest) }
          : { id, name, after, inputs, outputs, ...this.#message(node), duration };
      default:
        throw new AstraError("UNSUPPORTED", {
          problem: "a type of node that no schema of Chakra up to 0.0.4 has",
          found: type,
          expected: "a number from 0 (invalid) to 7 (collective)",
        });
    }
  }

  #collective(node: TraceNode, duration: number | undefined, shortest: number): CollectiveWork {
    const { attributes } = node;
    const told = attributes.unsigned64("comm_type");
    // Traces of the feeder's JSON say of NCCL's kernels how long they took, and nothing else.
    if (told === undefined && duration !== undefined && attributes.unsigned64("comm_size") === undefined)
      return this.#replayed(node, "unnamed collective", duration);
    const type = required(told, "comm_type");
    const collective = collectiveTypes[type];
    if (collective === undefined || (isRooted(collective) && this.#isRecorded(node, collective, duration)))
      return this.#replay(node, type, duration, shortest);
    const group = this.#group(node);
    const flags = attributes.flags("involved_dim");
    const priority = attributes.unsigned32("comm_priority") ?? 0;
    const { dimensions: count = Number.POSITIVE_INFINITY, algorithms } = this.#options;
    return {
      kind: "collective",
      collective,
      bytes: required(attributes.unsigned64("comm_size"), "comm_size"),
      group,
      // A group brings its own dimensions.
      dimensions:
        flags === undefined || group !== undefined
          ? undefined
          : [...flags.keys()].filter((dimension) => flags[dimension] && dimension < count),
      priority: priority === 0 ? undefined : priority,
      algorithm: algorithms?.get(String(node.id)) ?? attributes.text("algorithm"),
      root: isRooted(collective) ? this.#root(node, group) : undefined,
      duration,
    };
  }

  /**
   * Whether a collective with a root takes its recorded time: where the options say so, and where the trace does not say how many bytes it has. A broadcast of nothing that names no root is how a
   * graph's own computation on `communication` is written.
   */
  #isRecorded({ attributes }: TraceNode, kind: RootedKind, duration: number | undefined): boolean {
    const bytes = attributes.unsigned64("comm_size");
    if (bytes === undefined) return true;
    const isBroadcast = kind === "broadcast";
    if (isBroadcast && bytes === 0 && attributes.unsigned32("root_rank") === undefined) return true;
    return this.#options.rooted === "recorded" && (duration !== undefined || isBroadcast);
  }

  /** The place of the root in its group: the attribute tells its rank. */
  #root({ attributes }: TraceNode, group: string | undefined): number | undefined {
    const rank = attributes.unsigned32("root_rank");
    const place = rank === undefined || group === undefined ? rank : this.#groups.get(group)?.indexOf(rank);
    if (place !== -1) return place === 0 ? undefined : place;
    throw new AstraError("INVALID_VALUE", {
      problem: "the root of a collective is not in its group",
      field: "root_rank",
      found: rank,
      expected: `one of the ranks of ${group}`,
    });
  }

  #replay(node: TraceNode, type: number, duration: number | undefined, shortest: number): CollectiveWork {
    const name = collectiveTypes[type] ?? replayedCollectives[type];
    if (name === undefined || (duration === undefined && type !== broadcastType)) {
      throw new AstraError("UNSUPPORTED", {
        problem: "a collective that cannot be simulated, and has no recorded time to take in its place",
        found: name ?? type,
        expected:
          "a collective from all-reduce (0) to reduce-scatter (7), of which comm_size tells the bytes",
      });
    }
    return this.#replayed(node, name, duration ?? shortest);
  }

  #replayed(node: TraceNode, name: string, duration: number): CollectiveWork {
    let tally = this.#tallies.get(name);
    if (tally === undefined) {
      tally = new Tally();
      this.#tallies.set(name, tally);
    }
    tally.add(describe(node));
    const operations = node.attributes.unsigned64("num_ops");
    const memoryBytes = node.attributes.unsigned64("tensor_size");
    return { kind: "compute", on: "communication", operations, memoryBytes, duration };
  }

  #message({ type, attributes }: TraceNode): MessageWork {
    this.#hasMessages = true;
    const bytes = required(attributes.unsigned64("comm_size"), "comm_size");
    const tag = required(attributes.unsigned32("comm_tag"), "comm_tag") % tagRange;
    const [own, other] =
      type === nodeTypes.send ? (["comm_src", "comm_dst"] as const) : (["comm_dst", "comm_src"] as const);
    const rank = attributes.unsigned32(own) ?? this.#rank;
    if (rank !== this.#rank) {
      throw new AstraError("INVALID_VALUE", {
        problem: `a message of another rank: its ${own} is not the rank whose trace this is`,
        found: rank,
        expected: String(this.#rank),
      });
    }
    const peer = required(attributes.unsigned32(other), other);
    return type === nodeTypes.send
      ? { kind: "send", to: peer, tag, bytes }
      : { kind: "receive", from: peer, tag, bytes };
  }

  /** Name of the group of a collective; undefined for all ranks. */
  #group(node: TraceNode): string | undefined {
    const written = node.attributes.text("pg_name") ?? "";
    const number = groupNumber(written);
    const name = this.#groups.has(written) || number === undefined ? written : String(number);
    if (name === "" || name === "0") return undefined;
    if (!this.#usedGroups.has(name)) this.#usedGroups.set(name, describe(node));
    return name;
  }

  #readGroups({ inputValues }: TraceNode): void {
    for (const [name, ranks] of metadataGroups(inputValues, this.#options.ranks))
      this.#groups.set(name, ranks);
  }

  #unknownGroup(name: string, user: string): AstraError {
    const known = [...this.#groups.keys()];
    return new AstraError("UNKNOWN_NAME", {
      file: this.#file,
      field: `node ${user}`,
      problem: "the attribute pg_name names a group of ranks that nobody has described",
      found: name,
      expected:
        known.length === 0
          ? "groups, from a file of groups or a metadata node"
          : `one of ${known.slice(0, 20).join(", ")}`,
      hint: "ASTRA-sim reads groups from the file of --comm-group-configuration; in an experiment it is `workload: { trace: …, groups: … }`, and `--groups` of `workload convert`.",
    });
  }
}

type WithoutHead<Node> = Node extends GraphNodeWork ? Omit<Node, "id" | "name" | "after"> : never;
type CollectiveWork = WithoutHead<Extract<GraphNodeWork, { kind: "collective" | "compute" }>>;
type MessageWork = WithoutHead<Extract<GraphNodeWork, { kind: "send" | "receive" }>>;
