import { AstraError, defineWorkloadFormat, type GraphNodeWork } from "@astra-ts/core";
import { type GoalOperation, readGoal } from "./goal-statements.js";

/** A GOAL schedule of LogGOPSim and ATLAHS, as an execution graph. */
export const goal = defineWorkloadFormat({
  name: "goal",
  description: "a GOAL schedule (LogGOPSim, ATLAHS): sends, receives and calculations with dependencies",
  extensions: [".goal"],
  recognizes: (text) => /^\s*(?:\/\/[^\n]*\s+|\/\*[\s\S]*?\*\/\s*)*num_ranks\s+\d/.test(text),
  read(text, { file, warn }) {
    const ranks = readGoal(text, file);
    const sizes = sizesOfReceives(ranks);
    const cpus = new Set(ranks.flatMap((operations) => operations.map(({ cpu }) => cpu)));
    if ([...cpus].some((cpu) => cpu > 1))
      warn(
        `${file}: calculations on the CPUs from 1 on share one: an NPU has a compute unit, which is CPU 0, and one CPU beside it`,
      );
    return {
      kind: "graph",
      ranks: ranks.map((operations, rank) => nodesOf(operations, rank, sizes, file)),
      communicationSlots: ranks.reduce((most, operations) => Math.max(most, operations.length), 1),
    };
  },
});

/** Sizes of messages by envelope, in order: GOAL matches by rank and tag, whatever the sizes. */
type Sizes = ReadonlyMap<string, readonly number[]>;

function envelope(source: number, destination: number, tag: number): string {
  return `${source} ${destination} ${tag}`;
}

function sizesOfReceives(ranks: readonly (readonly GoalOperation[])[]): Sizes {
  const sizes = new Map<string, number[]>();
  for (const [rank, operations] of ranks.entries())
    for (const { kind, peer, tag, size } of operations) {
      if (kind !== "send") continue;
      const key = envelope(rank, peer, tag);
      const known = sizes.get(key);
      if (known === undefined) sizes.set(key, [size]);
      else known.push(size);
    }
  return sizes;
}

/** What an operation must have seen start, it starts after what that itself waits for. */
function nodesOf(
  operations: readonly GoalOperation[],
  rank: number,
  sizes: Sizes,
  file: string,
): GraphNodeWork[] {
  const received = new Map<string, number>();
  const waits = waitsOf(operations, file);
  return operations.map((operation, id): GraphNodeWork => {
    const { kind, size, peer, tag, cpu, label } = operation;
    const common = { id, after: waits[id]!, ...(label === undefined ? {} : { name: label }) };
    if (kind === "calc")
      return { ...common, kind: "compute", duration: size, on: cpu === 0 ? "compute" : "cpu" };
    if (kind === "send") return { ...common, kind: "send", to: peer, tag, bytes: size };
    const key = envelope(peer, rank, tag);
    const turn = received.get(key) ?? 0;
    received.set(key, turn + 1);
    return { ...common, kind: "receive", from: peer, tag, bytes: sizes.get(key)?.[turn] ?? size };
  });
}

/** Operations that each one waits for to end. Throws INVALID_VALUE for a circle of starts. */
function waitsOf(operations: readonly GoalOperation[], file: string): number[][] {
  const waits: (number[] | undefined)[] = operations.map(() => undefined);
  const underWay = new Set<number>();
  const pending = operations.map((_, index) => index).reverse();
  while (pending.length > 0) {
    const id = pending.at(-1)!;
    const { requires, startsAfter, line } = operations[id]!;
    const open = startsAfter.filter((earlier) => waits[earlier] === undefined);
    if (waits[id] !== undefined || open.length === 0) {
      waits[id] ??= [...new Set([...requires, ...startsAfter.flatMap((earlier) => waits[earlier]!)])];
      underWay.delete(id);
      pending.pop();
    } else if (underWay.has(id) && open.some((earlier) => underWay.has(earlier))) {
      throw new AstraError("INVALID_VALUE", {
        file,
        line,
        problem: "operations wait for each other's start in a circle",
        found: operations[id]!.label,
      });
    } else {
      underWay.add(id);
      pending.push(...open);
    }
  }
  return waits as number[][];
}
