import type {
  CollectiveKind,
  GraphNodeWork,
  GraphWorkload,
  JobWorkload,
  LayerWorkload,
  NodeGroup,
  NodeList,
} from "@astra-ts/core";

/** Compute and communication of one phase of a step on one NPU. */
export interface PhaseInspection {
  /**
   * `forward`, `input-gradient`, `weight-gradient`, `recomputation`; `pipeline` (sends), `parameters` (gathered), `gradients` (reduced); `other`. In a graph
   * it follows from the names of the nodes.
   */
  readonly phase: string;
  /** ns. */
  readonly compute: number;
  readonly collectives: number;
  /** Bytes of collectives as they are asked for, and of sends. */
  readonly bytes: number;
}

/** One row of a workload's own table: a layer, or in a graph the nodes of one name without their microbatch. */
export interface RowInspection {
  readonly name: string;
  readonly compute: number;
  readonly bytes: number;
  /** `all-reduce 37632` */
  readonly communication: string;
}

/** Equal collectives, taken together. */
export interface CollectiveInspection {
  readonly collective: CollectiveKind | "send";
  /** `all ranks`, `tensor`, `data`, or a number of ranks. */
  readonly group: string;
  readonly bytes: number;
  readonly count: number;
  /** Where the first is. */
  readonly where: string;
}

/** What an NPU does in one pass of a workload; one entry for each different program. */
export interface ProgramInspection {
  /** `all NPUs`, `NPUs 0-127`. */
  readonly npus: string;
  /** ns. */
  readonly compute: number;
  readonly bytes: number;
  /** Arithmetic operations, and bytes between memory and compute units, of nodes that tell them. */
  readonly operations?: number;
  readonly memoryBytes?: number;
  /**
   * Compute per byte communicated, ns/byte; null where nothing is communicated. Times the rate of the accelerator it is the arithmetic intensity with
   * respect to the network.
   */
  readonly computePerByte: number | null;
  readonly phases: readonly PhaseInspection[];
  readonly rows: readonly RowInspection[];
  /** Largest first. */
  readonly collectives: readonly CollectiveInspection[];
}

/** What there is to know of a workload before it runs. */
export interface WorkloadInspection {
  readonly kind: JobWorkload["kind"];
  readonly trainingLoop?: string;
  /** Layers of a table, nodes of a graph over all ranks. */
  readonly size: number;
  /** Ranks, where the workload fixes them. */
  readonly npus?: number;
  readonly programs: readonly ProgramInspection[];
}

/** One thing to be counted. */
interface Item {
  readonly row: string;
  readonly phase: string;
  readonly compute: number;
  readonly operations?: number;
  readonly memoryBytes?: number;
  readonly sent?: {
    readonly collective: CollectiveKind | "send";
    readonly bytes: number;
    readonly group: string;
  };
}

/** What a workload consists of: compute and bytes by phase and by layer, and its largest collectives. */
export function inspectWorkload(workload: JobWorkload): WorkloadInspection {
  switch (workload.kind) {
    case "layers": {
      const { trainingLoop, layers } = workload;
      const programs = [inspectItems("all NPUs", layerItems(workload))];
      return { kind: "layers", trainingLoop, size: layers.length, programs };
    }
    case "graph":
      return inspectGraph(workload);
    case "collective": {
      const { collective, bytes } = workload;
      const item = {
        row: collective,
        phase: "other",
        compute: 0,
        sent: { collective, bytes, group: "all ranks" },
      };
      return { kind: "collective", size: 1, programs: [inspectItems("all NPUs", [item])] };
    }
  }
}

function layerItems({ layers }: LayerWorkload): Item[] {
  return layers.flatMap(({ name, forward, inputGradient, weightGradient }) =>
    Object.entries({ forward, "input-gradient": inputGradient, "weight-gradient": weightGradient }).map(
      ([phase, { compute, communication, bytes }]): Item => ({
        row: name,
        phase,
        compute,
        ...(communication === null
          ? {}
          : { sent: { collective: communication, bytes, group: "as the loop says" } }),
      }),
    ),
  );
}

function inspectGraph(workload: GraphWorkload): WorkloadInspection {
  const ranksOf = new Map<NodeList, number[]>();
  workload.ranks.forEach((program, rank) => {
    const ranks = ranksOf.get(program);
    if (ranks === undefined) ranksOf.set(program, [rank]);
    else ranks.push(rank);
  });
  return {
    kind: "graph",
    size: workload.ranks.reduce((sum, program) => sum + program.length, 0),
    npus: workload.ranks.length,
    programs: [...ranksOf].map(([program, ranks]) => inspectItems(rankNames(ranks), nodeItems(program))),
  };
}

/** One after the other: a trace may have a million. */
function* nodeItems(program: NodeList): Iterable<Item> {
  for (const node of program) yield nodeItem(node);
}

function nodeItem(node: GraphNodeWork): Item {
  const name = node.name ?? node.kind;
  const row = name.replace(/ \(\d+\).*$/, "").replace(/ of microbatch \d+$/, "");
  const phase = phaseOf(name, node.kind);
  switch (node.kind) {
    case "compute": {
      const { duration: compute, operations = 0, memoryBytes = 0 } = node;
      return { row, phase, compute, operations, memoryBytes };
    }
    case "collective": {
      const { collective, bytes, group } = node;
      return { row, phase, compute: 0, sent: { collective, bytes, group: groupName(group) } };
    }
    case "send":
      return { row, phase, compute: 0, sent: { collective: "send", bytes: node.bytes, group: "one rank" } };
    default:
      return { row, phase, compute: 0 };
  }
}

function phaseOf(name: string, kind: GraphNodeWork["kind"]): string {
  if (kind === "send" || kind === "receive") return "pipeline";
  if (/\bagain \(/.test(name)) return "recomputation";
  if (/ parameters$/.test(name)) return "parameters";
  if (/ gradients$|^gradients of /.test(name)) return "gradients";
  return /\b(forward|input-gradient|weight-gradient)\b(?= \()/.exec(name)?.[1] ?? "other";
}

function groupName(group: NodeGroup | undefined): string {
  if (group === undefined) return "all ranks";
  if (typeof group === "string") return `group ${group}`;
  if (!("axes" in group)) return `${group.length} ranks`;
  return group.axes.join(" x ") + (group.positions === undefined ? "" : ` at ${group.positions.join(", ")}`);
}

function rankNames(ranks: readonly number[]): string {
  const first = ranks[0]!;
  const last = ranks.at(-1)!;
  if (ranks.length === 1) return `NPU ${first}`;
  return last - first === ranks.length - 1 ? `NPUs ${first}-${last}` : `${ranks.length} NPUs from ${first}`;
}

function inspectItems(npus: string, items: Iterable<Item>): ProgramInspection {
  const phases = new Map<string, { compute: number; collectives: number; bytes: number }>();
  const rows = new Map<string, { compute: number; bytes: number; communication: Set<string> }>();
  const collectives = new Map<
    string,
    { -readonly [K in keyof CollectiveInspection]: CollectiveInspection[K] }
  >();
  let compute = 0;
  let bytes = 0;
  let operations = 0;
  let memoryBytes = 0;
  for (const item of items) {
    operations += item.operations ?? 0;
    memoryBytes += item.memoryBytes ?? 0;
    const phase = getOrSet(phases, item.phase, () => ({ compute: 0, collectives: 0, bytes: 0 }));
    const row = getOrSet(rows, item.row, () => ({ compute: 0, bytes: 0, communication: new Set<string>() }));
    compute += item.compute;
    phase.compute += item.compute;
    row.compute += item.compute;
    if (item.sent === undefined) continue;
    const { sent } = item;
    bytes += sent.bytes;
    phase.bytes += sent.bytes;
    phase.collectives++;
    row.bytes += sent.bytes;
    row.communication.add(`${sent.collective} ${sent.bytes}`);
    const key = `${sent.collective} ${sent.group} ${sent.bytes}`;
    getOrSet(collectives, key, () => ({ ...sent, count: 0, where: `${item.row}, ${item.phase}` })).count++;
  }
  return {
    npus,
    compute,
    bytes,
    ...(operations === 0 ? {} : { operations }),
    ...(memoryBytes === 0 ? {} : { memoryBytes }),
    computePerByte: bytes === 0 ? null : compute / bytes,
    phases: [...phases].map(([phase, sums]) => ({ phase, ...sums })),
    rows: [...rows].map(([name, row]) => ({
      ...row,
      name,
      communication: [...row.communication].join(", "),
    })),
    collectives: [...collectives.values()].sort((a, b) => b.bytes - a.bytes),
  };
}

function getOrSet<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const value = make();
  map.set(key, value);
  return value;
}
