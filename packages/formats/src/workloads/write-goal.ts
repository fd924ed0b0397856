import {
  AstraError,
  type GraphAddresses,
  type GraphNodeWork,
  type GraphWorkload,
  graphAddresses,
  type NodeList,
} from "@astra-ts/core";

/** A graph as a GOAL schedule, and what of it that cannot say: sentences. */
export interface GoalText {
  readonly text: string;
  readonly warnings: readonly string[];
}

/** LogGOPSim keeps tags in 32 bits. */
const tagLimit = 2 ** 31;

/**
 * Writes a graph as a GOAL schedule: computation, sends and receives, with what each requires to have finished. Reading it gives the same operations back, numbered from 0 in their order. Throws
 * UNSUPPORTED for collectives and remote memory, naming rank and node.
 */
export function writeGoal(workload: GraphWorkload): GoalText {
  const { ranks, communicationSlots = 1 } = workload;
  const addresses = graphAddresses(workload);
  const tags = new Tags(ranks, addresses);
  const losses = { rounded: 0, operations: 0, resources: 0, awaited: 0, limited: 0 };
  const blocks = ranks.map((nodes, rank) => {
    const labels = labelsOf(nodes);
    const sends = new Set<unknown>();
    const statements: string[] = [];
    const links: string[] = [];
    for (const node of nodes) {
      const label = labels.get(node.id)!;
      statements.push(`${label}: ${statementOf(node, rank, addresses, tags)}`);
      for (const earlier of node.after) {
        links.push(`${label} requires ${labels.get(earlier)!}`);
        if (sends.has(earlier)) losses.awaited++;
      }
      if (node.kind === "send") sends.add(node.id);
      if (node.kind !== "compute") continue;
      if (!Number.isInteger(node.duration)) losses.rounded++;
      if (node.operations !== undefined || node.memoryBytes !== undefined) losses.operations++;
      if (node.on === "communication") losses.resources++;
    }
    if (sends.size > communicationSlots) losses.limited++;
    return `rank ${rank} {\n${[...statements, ...links].join("\n")}\n}\n`;
  });
  return { text: `num_ranks ${ranks.length}\n\n${blocks.join("\n")}`, warnings: warningsOf(losses, tags) };
}

function statementOf(node: GraphNodeWork, rank: number, addresses: GraphAddresses, tags: Tags): string {
  switch (node.kind) {
    case "compute":
      return `calc ${Math.round(node.duration)}${node.on === undefined || node.on === "compute" ? "" : " cpu 1"}`;
    case "marker":
      return "calc 0 cpu 1";
    case "send":
      return `send ${node.bytes}b to ${addresses.peer(rank, node.to)} tag ${tags.of(node)}`;
    case "receive":
      return `recv ${node.bytes}b from ${addresses.peer(rank, node.from)} tag ${tags.of(node)}`;
    case "collective":
    case "memory":
      throw new AstraError("UNSUPPORTED", {
        field: `rank ${rank}: node ${node.id}`,
        problem: "a GOAL schedule has no such operation",
        found: node.kind,
        expected: "compute, send, receive or marker",
        hint: "Traces and graphs have them: --to chakra, --to graph.",
      });
  }
}

/** The name of a node where it can be a label and no other node of the rank has it; a number otherwise. */
function labelsOf(nodes: NodeList): Map<unknown, string> {
  const names = new Map<string, number>();
  for (const { name = "" } of nodes) names.set(name, (names.get(name) ?? 0) + 1);
  const labels = new Map<unknown, string>();
  let number = 0;
  for (const { id, name = "" } of nodes) {
    if (/^[A-Za-z]\w*$/.test(name) && names.get(name) === 1) {
      labels.set(id, name);
      continue;
    }
    let label = `l${number++}`;
    while (names.has(label)) label = `l${number++}`;
    labels.set(id, label);
  }
  return labels;
}

/** GOAL matches messages by tag alone, a graph by tag and size: where one tag has messages of several sizes between two ranks, or is too large, all tags are numbered anew. */
class Tags {
  /** Numbers by tag and size; undefined: tags stay. */
  readonly #numbers: Map<string, number> | undefined;

  constructor(ranks: GraphWorkload["ranks"], addresses: GraphAddresses) {
    const sizes = new Map<string, number>();
    const messages = ranks.flatMap((nodes, rank) =>
      [...nodes].flatMap((node) => (node.kind === "send" ? [{ ...node, rank }] : [])),
    );
    const isUnclear = messages.some(({ rank, to, tag, bytes }) => {
      const envelope = `${rank} ${addresses.peer(rank, to)} ${tag}`;
      const known = sizes.get(envelope) ?? bytes;
      sizes.set(envelope, known);
      return known !== bytes || tag >= tagLimit;
    });
    if (isUnclear) this.#numbers = new Map();
  }

  get areNew(): boolean {
    return this.#numbers !== undefined;
  }

  of({ tag, bytes }: { readonly tag: number; readonly bytes: number }): number {
    if (this.#numbers === undefined) return tag;
    const key = `${tag} ${bytes}`;
    const number = this.#numbers.get(key) ?? this.#numbers.size;
    this.#numbers.set(key, number);
    return number;
  }
}

function warningsOf(
  losses: Readonly<Record<"rounded" | "operations" | "resources" | "awaited" | "limited", number>>,
  tags: Tags,
): string[] {
  const sentences: [number, string][] = [
    [losses.rounded, "times are no whole ns, and are written rounded"],
    [losses.operations, "computations tell operations or bytes of memory, which GOAL has no place for"],
    [losses.resources, "computations on `communication` are written for CPU 1"],
    [
      losses.awaited,
      "operations wait for a send: in a graph it ends when its message has arrived, in LogGOPSim a small one when it has left",
    ],
    [
      losses.limited,
      "ranks send more messages than communicationSlots lets out at a time: GOAL has no such limit",
    ],
  ];
  return [
    ...sentences.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}.`),
    ...(tags.areNew ? ["tags are numbered anew, as GOAL does not tell messages apart by their size."] : []),
  ];
}
