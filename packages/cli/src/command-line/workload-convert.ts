import { type Command, Option } from "commander";
import type { ConvertFlags } from "../commands/workload-convert.js";
import { inputArgument } from "../files/standard-input.js";
import { convertedFormats } from "../flags/choices.js";
import { formatFlag, pluginFlag, workloadArgument } from "../flags/shared-flags.js";

/** `astra-ts workload convert`: the same workload in another format. */
export function addConvertCommand(parent: Command): void {
  parent
    .command("convert")
    .description(
      "write a workload in another format: Chakra's execution traces, a graph in JSON or a GOAL schedule",
    )
    .argument("<workload>", workloadArgument, inputArgument)
    .addOption(
      new Option(
        "--to <format>",
        "what to write: traces in protobuf or in JSON, our own graph, or a GOAL schedule",
      )
        .choices(convertedFormats)
        .makeOptionMandatory(),
    )
    .requiredOption(
      "--output <name>",
      "file; for traces a name with {rank}, or what is to stand before .<rank>.et",
    )
    .option("--groups <file>", "for traces: ASTRA-sim 2.x's file of the groups that their collectives name")
    .option(...formatFlag)
    .option(...pluginFlag)
    .addHelpText(
      "after",
      `
ASTRA-sim 2.x runs the traces with the same finish times; where it makes something else of them, a warning says so.

Examples:
  $ astra-ts workload convert examples/pipeline/gpt3-1.3b.json --to chakra --output traces/gpt3
  $ astra-ts workload convert traces/gpt3 --groups traces/gpt3.groups.json --to graph --output gpt3.json`,
    )
    .action(async (name: string, flags: ConvertFlags) => {
      const { convert } = await import("../commands/workload-convert.js");
      await convert(name, flags);
    });
}
