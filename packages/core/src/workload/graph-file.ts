import { z } from "zod";
import { collectiveKinds } from "../collective/kind.js";
import { AstraError } from "../errors/astra-error.js";
import { tooLarge } from "../limits/too-large.js";
import type { GraphNodeWork, GraphWorkload } from "./workload.js";

/** Value of `schema` in the JSON form of a graph. */
export const graphSchemaName = "astra-ts/graph@1";

const whole = z.int().min(0);
const common = { id: whole, name: z.string().optional(), after: z.array(whole).default([]) };
const relativeRank = z.strictObject({ axis: z.string(), shift: z.int() });
const rank = z.union([whole, relativeRank]);
const relativeGroup = z.strictObject({
  axes: z.array(z.string()).min(1),
  positions: z.array(whole).optional(),
});
const node = z.discriminatedUnion("kind", [
  z.strictObject({ ...common, kind: z.literal("compute"), duration: z.number().min(0) }),
  z.strictObject({
    ...common,
    kind: z.literal("collective"),
    collective: z.enum(collectiveKinds),
    bytes: whole,
    group: z.union([z.array(whole).min(1), relativeGroup]).optional(),
    dimensions: z.array(whole).optional(),
  }),
  z.strictObject({ ...common, kind: z.literal("send"), to: rank, tag: whole, bytes: whole }),
  z.strictObject({ ...common, kind: z.literal("receive"), from: rank, tag: whole, bytes: whole }),
]);

/** The JSON form: programs, and which program each rank runs. */
const graphFile = z.strictObject({
  schema: z.literal(graphSchemaName),
  grid: z.array(z.strictObject({ name: z.string().min(1), size: z.int().min(1) })).optional(),
  communicationSlots: z.int().min(1).optional(),
  programs: z.array(z.array(node)).min(1),
  /** Runs of neighbouring ranks: `[program, how many ranks]`, in order of rank. */
  ranks: z.array(z.tuple([whole, z.int().min(1)])).min(1),
});

type GraphFile = z.input<typeof graphFile>;

/** Largest number of ranks that a file may name: a typing mistake should not exhaust the memory. */
const maximumRanks = 2 ** 24;
const bytesPerRank = 4096;

/**
 * Read an execution graph from its JSON form (docs/formats/workload.md). Throws FILE_SYNTAX or INVALID_VALUE, naming the file and the field.
 */
export function readGraph(text: string, file?: string): GraphWorkload {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new AstraError("FILE_SYNTAX", {
      file,
      problem: `an execution graph must be JSON (${(cause as Error).message})`,
      cause,
    });
  }
  const parsed = graphFile.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new AstraError("INVALID_VALUE", { file, field: issue.path.join("."), problem: issue.message });
  }
  const { grid, communicationSlots, programs, ranks } = parsed.data;
  programs.forEach((program, index) => {
    checkProgram(program, `programs.${index}`, file);
  });
  return {
    kind: "graph",
    ranks: expandRuns(ranks, programs, file),
    ...(grid && { grid }),
    ...(communicationSlots && { communicationSlots }),
  };
}

/** Write an execution graph as JSON: one node per line, programs that ranks share once. */
export function writeGraph(workload: GraphWorkload): string {
  const programs = [...new Set(workload.ranks)];
  const indexOf = new Map(programs.map((program, index) => [program, index]));
  const runs: [number, number][] = [];
  for (const program of workload.ranks) {
    const index = indexOf.get(program)!;
    const last = runs.at(-1);
    if (last !== undefined && last[0] === index) last[1]++;
    else runs.push([index, 1]);
  }
  const programTexts = programs.map(
    (program) => `[\n${program.map((n) => JSON.stringify(n)).join(",\n")}\n]`,
  );
  const head: Partial<GraphFile> = {
    schema: graphSchemaName,
    ...(workload.grid && { grid: [...workload.grid] }),
    ...(workload.communicationSlots && { communicationSlots: workload.communicationSlots }),
  };
  const headText = JSON.stringify(head).slice(0, -1);
  return `${headText},\n"ranks":${JSON.stringify(runs)},\n"programs":[${programTexts.join(",")}]}\n`;
}

function expandRuns(
  runs: readonly (readonly [number, number])[],
  programs: readonly (readonly GraphNodeWork[])[],
  file: string | undefined,
): (readonly GraphNodeWork[])[] {
  const total = runs.reduce((sum, [, count]) => sum + count, 0);
  if (total > maximumRanks) {
    throw tooLarge({
      what: "ranks",
      count: total,
      bytesEach: bytesPerRank,
      file,
      field: "ranks",
      expected: `at most ${maximumRanks}`,
    });
  }
  return runs.flatMap(([program, count], index) => {
    const nodes = programs[program];
    if (nodes !== undefined) return new Array<readonly GraphNodeWork[]>(count).fill(nodes);
    throw new AstraError("INVALID_VALUE", {
      file,
      field: `ranks.${index}.0`,
      problem: "no such program",
      found: program,
      expected: `a number below ${programs.length}`,
    });
  });
}

/** Ids must be unique, dependencies known and free of cycles. */
function checkProgram(program: readonly GraphNodeWork[], field: string, file: string | undefined): void {
  const byId = new Map(program.map((entry) => [entry.id, entry]));
  const fail = (problem: string, found: unknown): never => {
    throw new AstraError("INVALID_VALUE", { file, field, problem, found });
  };
  if (byId.size !== program.length) {
    const seen = new Set<number>();
    fail("two nodes with one id", program.find((entry) => seen.size === seen.add(entry.id).size)?.id);
  }
  const waiting = new Map<number, number>();
  const dependents = new Map<number, number[]>();
  for (const entry of program) {
    waiting.set(entry.id, entry.after.length);
    for (const id of entry.after) {
      if (!byId.has(id)) fail(`node ${entry.id} comes after a node that does not exist`, id);
      const list = dependents.get(id);
      if (list === undefined) dependents.set(id, [entry.id]);
      else list.push(entry.id);
    }
  }
  const ready = program.filter((entry) => entry.after.length === 0).map((entry) => entry.id);
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    waiting.delete(next);
    for (const id of dependents.get(next) ?? []) {
      const left = waiting.get(id)! - 1;
      waiting.set(id, left);
      if (left === 0) ready.push(id);
    }
  }
  if (waiting.size > 0) fail("nodes that wait for each other in a circle", [...waiting.keys()].slice(0, 8));
}
