import { customizedStrategy, strategies } from "@astra-ts/workload-gen";
import { type Command, Option } from "commander";
import type { GenerateFlags } from "../commands/workload-generate.js";
import {
  acceleratorFlag,
  checkpointingOption,
  computeModelFlag,
  computeOptionFlag,
  dataTypeOption,
  memoryFlag,
  scheduleOption,
} from "../flags/compute-flags.js";
import { whole } from "../flags/flag-values.js";
import { jsonFlag, pluginFlag, quietFlag } from "../flags/shared-flags.js";

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
    .option(...jsonFlag("the report", " (needs --output)"))
    .option(...quietFlag("no report, no warnings"))
    .option(...pluginFlag)
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
    .addOption(scheduleOption())
    .addOption(checkpointingOption("none", "selective", "full"))
    .optionsGroup("Training step:")
    .option(
      "--batch <n>",
      "sequences, images or samples of one step over all replicas; default: one sequence (32 images, 128 samples) per microbatch and replica",
      whole,
    )
    .option("--sequence-length <tokens>", "tokens per sequence; default: the model's context", whole)
    .addOption(dataTypeOption())
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
    .option(...acceleratorFlag)
    .option(...memoryFlag)
    .option(...computeModelFlag)
    .option(...computeOptionFlag)
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
    .action(async (flags: GenerateFlags, command: Command) => {
      const { generate } = await import("../commands/workload-generate.js");
      await generate(flags, command);
    });
}
