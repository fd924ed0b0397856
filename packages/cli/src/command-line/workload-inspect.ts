import type { Command } from "commander";
import type { InspectFlags } from "../commands/workload-inspect.js";
import { inputArgument } from "../files/standard-input.js";
import { whole } from "../flags/flag-values.js";
import { formatFlag, jsonFlag, pluginFlag, workloadArgument } from "../flags/shared-flags.js";

/** `astra-ts workload inspect`: what a workload file consists of. */
export function addInspectCommand(parent: Command): void {
  parent
    .command("inspect")
    .description("show what a workload file consists of: compute and bytes by phase, largest collectives")
    .argument("<file>", workloadArgument, inputArgument)
    .option("--layers", "a table per layer as well", false)
    .option("--top <n>", "largest collectives to list", whole, 10)
    .option(
      "--peak-flops <rate>",
      "rate at which the compute times were made, such as 312TFLOP/s: turns time into operations for the arithmetic intensity",
    )
    .option(...formatFlag)
    .option(...pluginFlag)
    .option(...jsonFlag("everything"))
    .addHelpText(
      "after",
      `
Examples:
  $ astra-ts workload inspect examples/resnet-50/Resnet50_DataParallel.txt
  $ astra-ts workload inspect examples/pipeline/gpt3-1.3b.json --top 5`,
    )
    .action(async (file: string, flags: InspectFlags) => {
      const { inspect } = await import("../commands/workload-inspect.js");
      await inspect(file, flags);
    });
}
