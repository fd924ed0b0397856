import * as z from "zod";
import { collectiveKinds } from "../collective/kind.js";
import { AstraError, isAstraError } from "../errors/astra-error.js";
import { lineOfJson } from "../json/line-of-json.js";
import { parseJson } from "../json/parse-json.js";
import { tooLarge } from "../limits/too-large.js";
import { schemaProblems } from "../schema/validate-options.js";
import { circleAmong, dependentsOf, stuckNodes } from "./dependents.js";
import { packGraph } from "./graph-builder.js";
import { type GraphNodeWork, nodeResources } from "./graph-node.js";
import type { PackedGraph } from "./packed-graph.js";
import type { GraphWorkload } from "./workload.js";

/** Value of `schema` in the JSON form of a graph. */
export const graphSchemaName = "astra-ts/graph@1";

const whole = z.int().min(0);
/** A whole number; as text where a double cannot hold it. */
const id = z.union([
  whole,
  z
    .string()
    .regex(/^\d{1,20}$/)
    .transform(BigInt)
    .refine(
      (value) => value > Number.MAX_SAFE_INTEGER && value < 2n ** 64n,
      "an id that fits a number is written as one",
    ),
]);
const tensors = z.array(z.strictObject({ name: z.string(), bytes: whole })).optional();
const common = {
  id,
  name: z.string().optional(),
  after: z.array(id).default([]),
  inputs: tensors,
  outputs: tensors,
};
const duration = z.number().min(0);
const recorded = { ...common, duration: duration.optional() };
const on = z.enum(nodeResources).optional();
const relativeRank = z.strictObject({ axis: z.string(), shift: z.int() });
const rank = z.union([whole, relativeRank]);
const relativeGroup = z.strictObject({
  axes: z.array(z.string()).min(1),
  positions: z.array(whole).optional(),
});
const node = z.discriminatedUnion("kind", [
  z.strictObject({
    ...common,
    kind: z.literal("compute"),
    duration,
    operations: whole.optional(),
    memoryBytes: whole.optional(),
    on,
  }),
  z.strictObject({
    ...recorded,
    kind: z.literal("collective"),
    collective: z.enum(collectiveKinds),
    bytes: whole,
    group: z.union([z.string(), z.array(whole).min(1), relativeGroup]).optional(),
    dimensions: z.array(whole).optional(),
    priority: z.int().optional(),
    algorithm: z.string().optional(),
    root: whole.optional(),
  }),
  z.strictObject({ ...recorded, kind: z.literal("send"), to: rank, tag: whole, bytes: whole }),
  z.strictObject({ ...recorded, kind: z.literal("receive"), from: rank, tag: whole, bytes: whole }),
  z.strictObject({
    ...recorded,
    kind: z.literal("memory"),
    access: z.enum(["load", "store"]),
    bytes: whole,
    on,
  }),
  z.strictObject({ ...recorded, kind: z.literal("marker"), on }),
]);

/** The JSON form: programs, and which program each rank runs. */
const graphFile = z.strictObject({
  schema: z.literal(graphSchemaName),
  grid: z.array(z.strictObject({ name: z.string().min(1), size: z.int().min(1) })).optional(),
  groups: z.record(z.string(), z.array(whole).min(1)).optional(),
  communicationSlots: z.int().min(1).optional(),
  step: z
    .strictObject({
      item: z.string().min(1),
      items: z.int().min(1),
      flops: z.number().positive(),
      peakFlops: z.number().positive().optional(),
    })
    .optional(),
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
  const json = parseJson(text, file, "an execution graph");
  try {
    return graphOf(json, file);
  } catch (error) {
    if (!isAstraError(error) || error.details.field === undefined || file === undefined) throw error;
    throw error.located({ file, line: lineOfJson(text, error.details.field.split(".")) });
  }
}

function graphOf(json: unknown, file: string | undefined): GraphWorkload {
  const parsed = graphFile.safeParse(json);
  if (!parsed.success) throw schemaProblems(graphFile, parsed.error.issues, json, "", "the graph")[0]!;
  const { grid, groups, communicationSlots, step, programs, ranks } = parsed.data;
  const graphs = programs.map((program, index) => packed(program, `programs.${index}`, file));
  return {
    kind: "graph",
    ranks: expandRuns(ranks, graphs, file),
    ...(grid && { grid }),
    ...(groups && { groups }),
    ...(communicationSlots && { communicationSlots }),
    ...(step && { step }),
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
  const programTexts = programs.map((program) => `[\n${Array.from(program, nodeText).join(",\n")}\n]`);
  const head: Partial<GraphFile> = {
    schema: graphSchemaName,
    ...(workload.grid && { grid: [...workload.grid] }),
    ...(workload.groups && { groups: mutable(workload.groups) }),
    ...(workload.communicationSlots && { communicationSlots: workload.communicationSlots }),
    ...(workload.step && { step: { ...workload.step } }),
  };
  const headText = JSON.stringify(head).slice(0, -1);
  return `${headText},\n"ranks":${JSON.stringify(runs)},\n"programs":[${programTexts.join(",")}]}\n`;
}

/** A node on one line. Ids beyond what a double holds are written as text. */
function nodeText(node: GraphNodeWork): string {
  return JSON.stringify(node, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
}

function mutable(groups: Readonly<Record<string, readonly number[]>>): Record<string, number[]> {
  return Object.fromEntries(Object.entries(groups).map(([name, ranks]) => [name, [...ranks]]));
}

function expandRuns(
  runs: readonly (readonly [number, number])[],
  programs: readonly PackedGraph[],
  file: string | undefined,
): PackedGraph[] {
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
    if (nodes !== undefined) return new Array<PackedGraph>(count).fill(nodes);
    throw new AstraError("INVALID_VALUE", {
      file,
      field: `ranks.${index}.0`,
      problem: "no such program",
      found: program,
      expected: `a number below ${programs.length}`,
    });
  });
}

/** A program that can run to its end. */
function packed(program: readonly GraphNodeWork[], field: string, file: string | undefined): PackedGraph {
  try {
    const graph = packGraph(program);
    const stuck = stuckNodes(dependentsOf(graph));
    if (stuck.length === 0) return graph;
    throw new AstraError("INVALID_VALUE", {
      problem: "nodes that wait for each other in a circle",
      found: circleAmong(graph, stuck)
        .slice(0, 8)
        .map((node) => graph.id(node)),
    });
  } catch (error) {
    throw isAstraError(error) ? error.located({ file, field }) : error;
  }
}
