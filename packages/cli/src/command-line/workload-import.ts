import { parseTime } from "@astra-ts/core";
import { type Command, Option } from "commander";
import type { ImportFlags } from "../commands/workload-import.js";
import {
  acceleratorFlag,
  checkpointingOption,
  computeModelFlag,
  computeOptionFlag,
  dataTypeOption,
  memoryFlag,
  scheduleOption,
} from "../flags/compute-flags.js";
import { collectDimension, whole } from "../flags/flag-values.js";
import { jsonFlag, pluginFlag, quietFlag } from "../flags/shared-flags.js";

/** `astra-ts workload import`: from a model of another tool, a parallelism and an accelerator to a workload file. */
export function addImportCommand(parent: Command): void {
  parent
    .command("import")
    .description("make a workload file from a model (ONNX, torch.export) or from a task graph of FlexFlow")
    .argument(
      "<file>",
      "model in ONNX or of torch.export (.pt2), whose weights are not read; or FlexFlow's taskgraph.fbuf",
    )
    .option("-o, --output <file>", "file to write: an execution graph (JSON); default: standard output")
    .option("--table", "print a table per layer", false)
    .option(...jsonFlag("the report", " (needs --output)"))
    .option(...quietFlag("no report, no warnings"))
    .option(...pluginFlag)
    .option(
      "--dimension <name=size>",
      "size of the inputs that the file only names, such as batch=8 (repeatable)",
      collectDimension,
      new Map(),
    )
    .optionsGroup("Parallelism:")
    .option("--tensor <n>", "NPUs that share pairs of linear layers, and the attention between them", whole)
    .option("--data <n>", "replicas of the model", whole)
    .option("--pipeline <n>", "stages that the modules are divided among, balanced by their times", whole)
    .option("--fully-sharded", "divide parameters, gradients and optimizer state over the replicas")
    .option("--microbatches <n>", "parts that a replica's batch is cut into", whole)
    .addOption(scheduleOption())
    .addOption(checkpointingOption("none", "full"))
    .optionsGroup("Training step:")
    .option(
      "--batch <n>",
      "samples of one step over all replicas; default: as many as the model was exported with, per microbatch and replica",
      whole,
    )
    .addOption(dataTypeOption())
    .optionsGroup("Accelerator:")
    .option(...acceleratorFlag)
    .option(...memoryFlag)
    .option(...computeModelFlag)
    .option(...computeOptionFlag)
    .optionsGroup("Task graphs of FlexFlow, which are spread already:")
    .option("--experiment <file>", "experiment to write: the machine of the task graph, and the workload")
    .addOption(
      new Option(
        "--transfers <how-many>",
        "messages and all-reduces that a node has under way: all, as FlexFlow, or one, as ASTRA-sim 2.x",
      )
        .choices(["all", "one"])
        .default("all"),
    )
    .option(
      "--latency <time>",
      "latency of the machine's links, which the task graph does not tell",
      (text: string) => parseTime(text, "--latency"),
      1000,
    )
    .addHelpText(
      "after",
      `
Examples:
  $ astra-ts workload import examples/import/mlp.onnx --tensor 2 --data 4 --output mlp.json
  $ astra-ts workload import examples/import/mlp.onnx --data 8 --batch 512 --accelerator h100 --table --output mlp.json`,
    )
    .action(async (file: string, flags: ImportFlags, command: Command) => {
      const { importModel } = await import("../commands/workload-import.js");
      await importModel(file, flags, command);
    });
}
