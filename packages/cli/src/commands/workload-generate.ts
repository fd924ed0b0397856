import { AstraError, type GraphWorkload, type LayerWorkload, parseSize, writeGraph } from "@astra-ts/core";
import { writeWorkloadText } from "@astra-ts/workload";
import {
  accelerators,
  customizedStrategy,
  findModel,
  type GeneratedWorkload,
  gemmWorkload,
  generateWorkload,
  overrideModel,
  readGemmFile,
  strategies,
} from "@astra-ts/workload-gen";
import { type Command, Option } from "commander";
import { readText } from "../files/read-text.js";
import { writeAtomically } from "../files/write-atomically.js";
import { createDefaultRegistry } from "../plugins/builtin-plugins.js";
import { loadPlugins } from "../plugins/load-plugins.js";
import { showWarnings } from "../terminal/messages.js";
import { print, printError } from "../terminal/print.js";
import { renderGenerated, renderLayerTable } from "../terminal/workload-tables.js";
import { type ChosenCompute, type ComputeFlags, chooseCompute, collectOption } from "./compute-flags.js";
import { collect, whole } from "./flag-values.js";

/** Bytes of one element. */
const dataTypes: Readonly<Record<string, number>> = { fp32: 4, tf32: 4, fp16: 2, bf16: 2, fp8: 1, int8: 1 };

interface GenerateFlags extends ComputeFlags {
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

/** `astra-ts workload generate`: from a model, a parallelism and an accelerator to a workload file. */
export function addGenerateCommand(parent: Command): void {
  parent
    .command("generate")
    .description("make a workload file from a model, a parallelism and an accelerator")
    .option("--model <name>", "model of the zoo (`astra-ts workload models` lists them)")
    .option(
      "-o, --output <file>",
      "file to write: a table of layers (text) or an execution graph (JSON); default: standard output",
    )
    .addOption(
      new Option("--format <form>", "auto takes a table of layers where it can say everything")
        .choices(["auto", "layers", "graph"])
        .default("auto"),
    )
    .option("--table", "print a table per layer", false)
    .option("--json", "print the report as JSON on standard output (needs --output)", false)
    .option("--quiet", "no report, no warnings", false)
    .option("--plugin <module>", "load a plugin, by package name or path (repeatable)", collect, [])
    .optionsGroup("Parallelism:")
    .option("--tensor <n>", "NPUs that share every product of matrices", whole)
    .option("--data <n>", "replicas of the model", whole)
    .option("--pipeline <n>", "stages that the blocks are divided among", whole)
    .option(
      "--expert <n>",
      "NPUs that the experts of a layer are divided among, a part of the replicas",
      whole,
    )
    .option("--sequence", "divide the tokens over the tensor group outside its products")
    .option("--fully-sharded", "divide parameters, gradients and optimizer state over the replicas")
    .option("--microbatches <n>", "parts that a replica's batch is cut into", whole)
    .addOption(
      new Option("--schedule <name>", "order of microbatches in the pipeline").choices(["1f1b", "gpipe"]),
    )
    .addOption(
      new Option("--checkpointing <what>", "what the backward pass computes again").choices([
        "none",
        "selective",
        "full",
      ]),
    )
    .optionsGroup("Training step:")
    .option(
      "--batch <n>",
      "sequences, images or samples of one step over all replicas; default: one sequence (32 images, 128 samples) per microbatch and replica",
      whole,
    )
    .option("--sequence-length <tokens>", "tokens per sequence; default: the model's context", whole)
    .addOption(
      new Option(
        "--dtype <type>",
        "data type of parameters, gradients and activations; default: bf16",
      ).choices(Object.keys(dataTypes)),
    )
    .option("--plain-attention", "attention writes its scores to memory", false)
    .optionsGroup("Hyper-parameters of a transformer, in place of the model's:")
    .option("--layers <n>", "blocks", whole)
    .option("--hidden <n>", "width", whole)
    .option("--heads <n>", "attention heads", whole)
    .option("--key-value-heads <n>", "heads of keys and values", whole)
    .option("--feed-forward <n>", "width of the feed-forward network", whole)
    .option("--vocabulary <n>", "rows of the embedding table", whole)
    .option(
      "--experts <n>",
      "experts of each layer; with --top-k, a model without experts becomes a mixture of them",
      whole,
    )
    .option("--top-k <n>", "experts that each token uses", whole)
    .optionsGroup("Accelerator:")
    .option(
      "--accelerator <name>",
      `by name: ${accelerators.map(({ name }) => name).join(", ")}; or a GPU's file that calibrate wrote (default: a100)`,
    )
    .option(
      "--memory <size>",
      "memory of one NPU, such as 80GiB, to tell what does not fit; default: the accelerator's",
      (text: string) => parseSize(text, "--memory"),
    )
    .option(
      "--compute-model <name>",
      "gpu, roofline, systolic, table, fixed or a plugin's; default: gpu for the GPUs that it knows, else roofline",
    )
    .option(
      "--compute-option <key=value>",
      "option of the compute model, such as rows=128 or entries=@measured.json (repeatable)",
      collectOption,
      {},
    )
    .optionsGroup("Flags of ASTRA-sim's own generator, for a file of layers in place of --model:")
    .option("--mnk <file>", "CSV of layers: Layer,m,n,k[,parallelism]")
    .addOption(
      new Option("--parallel <strategy>", "parallelization strategy")
        .choices([...Object.keys(strategies), customizedStrategy])
        .default("DATA"),
    )
    .option("--datatype_size <bytes>", "bytes of one element", whole, 2)
    .option("--num_npus <n>", "NPUs in all", whole, 8)
    .option("--num_packages <n>", "packages that the NPUs are divided among", whole, 1)
    .option("--output_file <file>", "the same as --output")
    .option(
      "--scalesim_config <file>",
      "SCALE-Sim configuration of the array; default: that of google.cfg, 256 x 256, weight stationary",
    )
    .option(
      "--scalesim_path <folder>",
      "accepted and not needed: the time of a layer is computed in closed form",
    )
    .option("--run_name <name>", "accepted and not needed: there are no intermediate files")
    .addHelpText(
      "after",
      `
Examples:
  $ astra-ts workload generate --model gpt3 --tensor 8 --pipeline 4 --data 16 --microbatches 8 --output gpt3.json
  $ astra-ts workload generate --model llama3-8b --data 8 --fully-sharded --accelerator h100 --output llama.json
  $ astra-ts workload generate --model resnet50 --data 64 --compute-model systolic --compute-option rows=128 --compute-option columns=128
  $ astra-ts workload generate --model deepseek-v3 --expert 64 --data 64 --fully-sharded --checkpointing full --accelerator h200 --output moe.json
  $ astra-ts workload generate --mnk layers.csv --parallel HYBRID_DATA_MODEL --num_npus 16 --num_packages 2 --output_file mlp.txt`,
    )
    .action(generate);
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

async function generate(flags: GenerateFlags, command: Command): Promise<void> {
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
