import { dirname, relative, resolve } from "node:path";
import { AstraError, formatCount, type GraphWorkload, writeGraph } from "@astra-ts/core";
import {
  type FlexFlowTaskGraph,
  readTaskGraph,
  type TransfersAtOnce,
  taskGraphMachine,
  taskGraphWorkload,
} from "@astra-ts/formats";
import { stringify } from "yaml";
import { inFile } from "../files/in-file.js";
import { inputLimits } from "../files/input-limits.js";
import { readInput } from "../files/read-input.js";
import { writeAtomically } from "../files/write-atomically.js";
import { print } from "../terminal/print.js";

interface TaskGraphFlags {
  readonly output?: string;
  readonly experiment?: string;
  readonly transfers: TransfersAtOnce;
  /** ns. */
  readonly latency: number;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** A task graph of FlexFlow. Throws an `AstraError` that names the file. */
export function readTaskGraphFile(file: string): FlexFlowTaskGraph {
  return readTaskGraph(readInput({ file, what: "task graph", limitOf: () => inputLimits.json }), file);
}

/** Makes an execution graph of a task graph, and an experiment with its machine. */
export function importTaskGraph(file: string, flags: TaskGraphFlags): void {
  const { output, experiment, transfers, latency } = flags;
  if (output === undefined && (experiment !== undefined || flags.json))
    throw new AstraError("MISSING_VALUE", {
      field: "--output",
      problem: "the workload has to be in a file of its own",
      expected: "--output with a file for the workload",
    });
  const graph = readTaskGraphFile(file);
  const workload = inFile(file, () => taskGraphWorkload(graph, { transfersAtOnce: transfers }));
  const text = writeGraph(workload);
  if (output === undefined) {
    print(text);
    return;
  }
  writeAtomically(output, text);
  if (experiment !== undefined) {
    const topology = taskGraphMachine(graph, { latency });
    const named = relative(dirname(resolve(experiment)), resolve(output));
    writeAtomically(experiment, stringify({ topology, workload: { file: named } }));
  }
  const report = { output, experiment, ...taskGraphFigures(graph), communicationSlots: slots(workload) };
  if (flags.json) print(`${JSON.stringify(report, null, 2)}\n`);
  else if (!flags.quiet)
    print(
      `${output}: execution graph of ${taskGraphText(graph)}${experiment === undefined ? "" : `\nRun it: astra-ts run ${experiment}`}\n`,
    );
}

function slots({ communicationSlots = 1 }: GraphWorkload): number {
  return communicationSlots;
}

/** How many tasks of each kind there are. */
export function taskGraphFigures({ nodes, switches, tasks }: FlexFlowTaskGraph) {
  const count = (wanted: string): number => tasks.filter(({ kind }) => kind === wanted).length;
  return {
    nodes,
    switches,
    compute: count("compute"),
    transfers: count("transfer"),
    allReduces: count("all-reduce"),
  };
}

/** The same as text. */
export function taskGraphText(graph: FlexFlowTaskGraph): string {
  const { nodes, compute, transfers, allReduces } = taskGraphFigures(graph);
  return `${nodes} nodes: ${formatCount(compute)} tasks that compute, ${formatCount(transfers)} transfers, ${formatCount(allReduces)} all-reduces`;
}
