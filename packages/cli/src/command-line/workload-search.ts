import type { Command } from "commander";
import type { SearchFlags } from "../commands/workload-search.js";
import { inputArgument } from "../files/standard-input.js";
import {
  acceleratorFlag,
  checkpointingOption,
  computeModelFlag,
  computeOptionFlag,
  dataTypeOption,
  memoryFlag,
} from "../flags/compute-flags.js";
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
    .addOption(checkpointingOption("none", "selective", "full"))
    .addOption(dataTypeOption())
    .option(...acceleratorFlag)
    .option(...memoryFlag)
    .option(...computeModelFlag)
    .option(...computeOptionFlag)
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
