import { AstraError, type GraphWorkload, type LayerWorkload, writeGraph } from "@astra-ts/core";
import { writeWorkloadText } from "@astra-ts/workload";
import {
  findModel,
  type GeneratedWorkload,
  gemmWorkload,
  generateWorkload,
  overrideModel,
  readGemmFile,
} from "@astra-ts/workload-gen";
import type { Command } from "commander";
import { type ChosenCompute, type ComputeFlags, chooseCompute } from "../compute/choose-compute.js";
import { readText } from "../files/read-text.js";
import { writeAtomically } from "../files/write-atomically.js";
import { dataTypes } from "../flags/choices.js";
import { createDefaultRegistry } from "../plugins/builtin-plugins.js";
import { loadPlugins } from "../plugins/load-plugins.js";
import { showWarnings } from "../terminal/messages.js";
import { print, printError } from "../terminal/print.js";
import { renderGenerated, renderLayerTable } from "../terminal/workload-tables.js";

export interface GenerateFlags extends ComputeFlags {
  readonly model?: string;
  readonly layers?: number;
  readonly hidden?: number;
  readonly heads?: number;
  readonly keyValueHeads?: number;
  readonly feedForward?: number;
  readonly vocabulary?: number;
  readonly experts?: number;
  readonly topK?: number;
  readonly memory?: number;
  readonly tensor?: number;
  readonly data?: number;
  readonly pipeline?: number;
  readonly expert?: number;
  readonly sequence?: boolean;
  readonly fullySharded?: boolean;
  readonly microbatches?: number;
  readonly schedule?: "1f1b" | "gpipe";
  readonly checkpointing?: "none" | "selective" | "full";
  readonly batch?: number;
  readonly sequenceLength?: number;
  readonly dtype?: string;
  readonly plainAttention: boolean;
  readonly format: "auto" | "layers" | "graph";
  readonly plugin: string[];
  readonly output?: string;
  readonly table: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly mnk?: string;
  readonly parallel: string;
  readonly datatype_size: number;
  readonly num_npus: number;
  readonly num_packages: number;
  readonly output_file?: string;
}

/** Flags that mean nothing without the one that they belong to. */
const belongsTo = {
  mnk: ["parallel", "num_npus", "num_packages", "run_name", "scalesim_path"],
  model: [
    "tensor",
    "data",
    "pipeline",
    "expert",
    "sequence",
    "fullySharded",
    "microbatches",
    "schedule",
    "checkpointing",
    "batch",
    "sequenceLength",
    "plainAttention",
    "layers",
    "hidden",
    "heads",
    "keyValueHeads",
    "feedForward",
    "vocabulary",
    "experts",
    "topK",
    "memory",
    "table",
    "format",
  ],
};

export async function generate(flags: GenerateFlags, command: Command): Promise<void> {
  const output = flags.output ?? flags.output_file;
  if ((flags.model === undefined) === (flags.mnk === undefined)) {
    throw new AstraError("MISSING_VALUE", {
      field: "--model",
      problem:
        flags.model === undefined ? "nothing to generate" : "both a model and a file of layers are given",
      expected: "--model with a model of the zoo, or --mnk with a file of layers",
    });
  }
  refuseIdleFlags(flags.mnk === undefined ? "mnk" : "model", command);
  if (flags.json && output === undefined) {
    throw new AstraError("MISSING_VALUE", {
      field: "--output",
      problem: "the report and the workload cannot both go to standard output",
      expected: "--output with a file for the workload",
    });
  }
  const registry = createDefaultRegistry(await loadPlugins({ flags: flags.plugin }));
  const compute = chooseCompute(flags, registry, flags.mnk !== undefined);
  const { workload, warnings, generated } =
    flags.mnk === undefined ? fromModel(flags, compute) : fromLayers(flags, flags.mnk, compute);
  const text = workload.kind === "graph" ? writeGraph(workload) : writeWorkloadText(workload);
  if (output === undefined) print(text);
  else writeAtomically(output, text);

  if (flags.json) {
    const { workload: _, ...report } = generated ?? { workload, warnings };
    print(`${JSON.stringify({ output, compute: compute.description, ...report }, null, 2)}\n`);
    return;
  }
  if (flags.quiet) return;
  showWarnings(warnings);
  const say = output === undefined ? printError : print;
  say(
    `${renderGenerated({ workload, generated, compute: compute.description, output, bytes: text.length })}\n`,
  );
  if (flags.table && generated !== undefined) say(`\n${renderLayerTable(generated.layers)}\n`);
}

/** Refuses flags that the chosen way of generating does not read. */
function refuseIdleFlags(absent: "mnk" | "model", command: Command): void {
  const idle = belongsTo[absent].find((name) => command.getOptionValueSource(name) === "cli");
  if (idle === undefined) return;
  const option = command.options.find((candidate) => candidate.attributeName() === idle);
  throw new AstraError("UNKNOWN_KEY", {
    field: option?.long,
    problem: `this flag belongs to --${absent}, which is not given`,
    hint: absent === "mnk" ? "Give --mnk with a file of layers." : "Give --model with a model of the zoo.",
  });
}

interface Generated {
  readonly workload: LayerWorkload | GraphWorkload;
  readonly warnings: readonly string[];
  readonly generated: GeneratedWorkload | undefined;
}

function fromModel(flags: GenerateFlags, compute: ChosenCompute): Generated {
  const { tensor, data, pipeline, expert, sequence, fullySharded, microbatches, schedule, checkpointing } =
    flags;
  const { layers, hidden, heads, keyValueHeads, feedForward, vocabulary, experts, topK } = flags;
  const shape = {
    layers,
    hidden,
    heads,
    keyValueHeads,
    feedForward,
    vocabulary,
    experts,
    expertsPerToken: topK,
  };
  const generated = generateWorkload({
    model: overrideModel(findModel(flags.model!), shape),
    parallelism: {
      tensor,
      data,
      pipeline,
      expert,
      sequence,
      fullySharded,
      microbatches,
      schedule,
      checkpointing,
    },
    batch: flags.batch,
    sequence: flags.sequenceLength,
    bytesPerElement: flags.dtype === undefined ? flags.datatype_size : dataTypes[flags.dtype],
    compute: compute.timer,
    format: flags.format,
    fusedAttention: !flags.plainAttention,
    memory: flags.memory ?? compute.memory,
  });
  return { workload: generated.workload, warnings: generated.warnings, generated };
}

function fromLayers(flags: GenerateFlags, file: string, compute: ChosenCompute): Generated {
  const { workload, warnings } = gemmWorkload({
    layers: readGemmFile(readText(file, "file of layers"), file),
    strategy: flags.parallel,
    npus: flags.num_npus,
    packages: flags.num_packages,
    bytesPerElement: flags.dtype === undefined ? flags.datatype_size : dataTypes[flags.dtype]!,
    compute: compute.timer,
    file,
  });
  return { workload, warnings, generated: undefined };
}
