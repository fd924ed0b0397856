import { existsSync } from "node:fs";
import { AstraError, writeGraph } from "@astra-ts/core";
import type { TransfersAtOnce } from "@astra-ts/formats";
import { forwardFlops, importWorkload } from "@astra-ts/workload-gen";
import type { Command } from "commander";
import { type ComputeFlags, chooseCompute } from "../compute/choose-compute.js";
import { readModelFile } from "../files/read-model-file.js";
import { writeAtomically } from "../files/write-atomically.js";
import { dataTypes } from "../flags/choices.js";
import { createDefaultRegistry } from "../plugins/builtin-plugins.js";
import { loadPlugins } from "../plugins/load-plugins.js";
import { identify } from "../recognition/known-formats.js";
import { glimpseOfFile } from "../recognition/look/glimpse.js";
import { showWarnings } from "../terminal/messages.js";
import { renderForwardFlops } from "../terminal/model-tables.js";
import { print, printError } from "../terminal/print.js";
import { renderGenerated, renderLayerTable } from "../terminal/workload-tables.js";
import { importTaskGraph } from "./import-task-graph.js";

export interface ImportFlags extends ComputeFlags {
  readonly output?: string;
  readonly table: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly plugin: string[];
  readonly dimension: ReadonlyMap<string, number>;
  readonly tensor?: number;
  readonly data?: number;
  readonly pipeline?: number;
  readonly fullySharded?: boolean;
  readonly microbatches?: number;
  readonly schedule?: "1f1b" | "gpipe";
  readonly checkpointing?: "none" | "full";
  readonly batch?: number;
  readonly dtype?: string;
  readonly memory?: number;
  readonly experiment?: string;
  readonly transfers: TransfersAtOnce;
  /** ns. */
  readonly latency: number;
}

/** Makes a workload of a model or a task graph of another tool. */
export async function importModel(file: string, flags: ImportFlags, command: Command): Promise<void> {
  if (existsSync(file) && identify(glimpseOfFile(file, "model"))?.reader === "task graph") {
    refuseIdle(command, flagsOfModels, "this is for models: a task graph is spread already");
    importTaskGraph(file, flags);
    return;
  }
  refuseIdle(
    command,
    ["experiment", "transfers", "latency"],
    "this is for task graphs: a model has no machine",
  );
  const { output } = flags;
  if (flags.json && output === undefined)
    throw new AstraError("MISSING_VALUE", {
      field: "--output",
      problem: "the report and the workload cannot both go to standard output",
      expected: "--output with a file for the workload",
    });
  const registry = createDefaultRegistry(await loadPlugins({ flags: flags.plugin }));
  const compute = chooseCompute(flags, registry, false);
  const model = readModelFile(file, flags.dimension);
  const { tensor, data, pipeline, fullySharded, microbatches, schedule, checkpointing } = flags;
  const imported = importWorkload({
    model,
    parallelism: { tensor, data, pipeline, fullySharded, microbatches, schedule, checkpointing },
    batch: flags.batch,
    bytesPerElement: flags.dtype === undefined ? undefined : dataTypes[flags.dtype],
    compute: compute.timer,
    memory: flags.memory ?? compute.memory,
  });
  const { workload, ...report } = imported;
  const text = writeGraph(workload);
  if (output === undefined) print(text);
  else writeAtomically(output, text);
  if (flags.json) {
    const forward = forwardFlops(model);
    print(`${JSON.stringify({ output, compute: compute.description, forward, ...report }, null, 2)}\n`);
    return;
  }
  if (flags.quiet) return;
  showWarnings(imported.warnings);
  const say = output === undefined ? printError : print;
  const shown = { workload, generated: imported, compute: compute.description, output, bytes: text.length };
  say(`${renderGenerated(shown)}\n\n${renderForwardFlops(model)}\n`);
  if (flags.table) say(`\n${renderLayerTable(imported.layers)}\n`);
}

const flagsOfModels = [
  "dimension",
  "table",
  "tensor",
  "data",
  "pipeline",
  "fullySharded",
  "microbatches",
  "schedule",
  "checkpointing",
  "batch",
  "dtype",
  "accelerator",
  "memory",
  "computeModel",
  "computeOption",
];

/** Refuses flags that nothing would read. */
function refuseIdle(command: Command, names: readonly string[], problem: string): void {
  const idle = names.find((name) => command.getOptionValueSource(name) === "cli");
  if (idle === undefined) return;
  const option = command.options.find((candidate) => candidate.attributeName() === idle);
  throw new AstraError("UNKNOWN_KEY", { field: option?.long, problem });
}
