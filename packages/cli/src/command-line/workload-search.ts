import { parseSize } from "@astra-ts/core";
import { accelerators } from "@astra-ts/workload-gen";
import { type Command, Option } from "commander";
import type { SearchFlags } from "../commands/workload-search.js";
import { inputArgument } from "../files/standard-input.js";
import { dataTypes } from "../flags/choices.js";
import { collectOption } from "../flags/compute-option.js";
import { whole } from "../flags/flag-values.js";
import { addPluginOptions } from "../flags/plugin-flags.js";
import { jsonFlag, networkFlag, quietFlag, setFlag } from "../flags/shared-flags.js";

/** `astra-ts workload search`: which parallelism of a model takes the shortest step on a machine. */
export function addSearchCommand(parent: Command): void {
  const command = parent
    .command("search")
    .description("find the parallelism of a model with the shortest training step on a machine")
    .argument(
      "<experiment>",
      "experiment with the machine; its workload is replaced by the model's",
      inputArgument,
    )
    .option("--model <name>", "model of the zoo (`astra-ts workload models` lists them)")
    .option("--import <file>", "model in ONNX or of torch.export (.pt2), in place of one of the zoo")
    .option(
      "--batch <n>",
      "sequences, images or samples of one step over all replicas; default: one for each NPU (imported: the exported batch for each)",
      whole,
    )
    .option("--sequence-length <tokens>", "tokens per sequence; default: the model's context", whole)
    .option("--max-microbatches <n>", "most parts that a replica's batch is cut into", whole, 16)
    .option(
      "--fully-sharded",
      "try dividing parameters, gradients and optimizer state over the replicas as well",
      false,
    )
    .addOption(
      new Option("--checkpointing <what>", "what the backward pass computes again").choices([
        "none",
        "selective",
        "full",
      ]),
    )
    .addOption(
      new Option(
        "--dtype <type>",
        "data type of parameters, gradients and activations; default: bf16",
      ).choices(Object.keys(dataTypes)),
    )
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
    .option("--output <file>", "file to write the workload of the shortest step to (text or JSON)")
    .option("--report <file.html>", "write the table and its chart as a page")
    .option("--top <n>", "rows to print", whole, 10)
    .option(...networkFlag)
    .option(...setFlag)
    .option(...jsonFlag("all that was tried"))
    .option(...quietFlag("no progress"))
    .addHelpText(
      "after",
      `
Examples:
  $ astra-ts workload search examples/import/machine.yaml --import examples/import/mlp.onnx --max-microbatches 2
  $ astra-ts workload search examples/import/machine.yaml --model dlrm-kaggle --batch 1024 --json`,
    );
  addPluginOptions(command).action(async (file: string, flags: SearchFlags) => {
    const { search } = await import("../commands/workload-search.js");
    await search(file, flags);
  });
}
