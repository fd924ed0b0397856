import { inspectWorkload, parseFlopRate } from "@astra-ts/workload-gen";
import type { Command } from "commander";
import { inputArgument } from "../files/standard-input.js";
import { createDefaultRegistry } from "../plugins/builtin-plugins.js";
import { loadPlugins } from "../plugins/load-plugins.js";
import { showWarnings } from "../terminal/messages.js";
import { print } from "../terminal/print.js";
import { renderInspection } from "../terminal/workload-tables.js";
import { readAnyWorkload } from "./any-workload.js";
import { collect, whole } from "./flag-values.js";

interface InspectFlags {
  readonly layers: boolean;
  readonly top: number;
  readonly peakFlops?: string;
  readonly format?: string;
  readonly plugin: string[];
  readonly json: boolean;
}

/** `astra-ts workload inspect`: what a workload file consists of. */
export function addInspectCommand(parent: Command): void {
  parent
    .command("inspect")
    .description("show what a workload file consists of: compute and bytes by phase, largest collectives")
    .argument(
      "<file>",
      "workload file in any known format; or traces: what stands before .<rank>.et, or a name with {rank}; - is standard input",
      inputArgument,
    )
    .option("--layers", "a table per layer as well", false)
    .option("--top <n>", "largest collectives to list", whole, 10)
    .option(
      "--peak-flops <rate>",
      "rate at which the compute times were made, such as 312TFLOP/s: turns time into operations for the arithmetic intensity",
    )
    .option("--format <name>", "workload format; default: the one that recognizes the file")
    .option("--plugin <module>", "load a plugin, by package name or path (repeatable)", collect, [])
    .option("--json", "print everything as JSON on standard output", false)
    .addHelpText(
      "after",
      `
Examples:
  $ astra-ts workload inspect examples/resnet-50/Resnet50_DataParallel.txt
  $ astra-ts workload inspect examples/pipeline/gpt3-1.3b.json --top 5`,
    )
    .action(async (file: string, flags: InspectFlags) => {
      const rate = flags.peakFlops === undefined ? undefined : parseFlopRate(flags.peakFlops, "--peak-flops");
      const registry = createDefaultRegistry(await loadPlugins({ flags: flags.plugin }));
      const warnings: string[] = [];
      const workload = readAnyWorkload(file, {
        registry,
        format: flags.format,
        unknownGroups: "leave",
        warn: (message) => void warnings.push(message),
      });
      const inspection = inspectWorkload(workload);
      showWarnings(warnings);
      const text = flags.json
        ? JSON.stringify(inspection, null, 2)
        : renderInspection(file, inspection, { layers: flags.layers, top: flags.top, rate });
      print(`${text}\n`);
    });
}
