import type { Result } from "@astra-ts/core";
import { astraSim2Lines, seenFromNpu0 } from "@astra-ts/report";
import type { Command } from "commander";
import { inputArgument } from "../files/standard-input.js";
import { writeAstraSimFiles } from "../results/astra-sim-files.js";
import { showWarnings } from "../terminal/messages.js";
import { print } from "../terminal/print.js";
import { renderSummary } from "../terminal/summary.js";
import {
  addExperimentOptions,
  chooseNetworks,
  type ExperimentFlags,
  resolveExperiment,
} from "./experiment-options.js";
import { whole } from "./flag-values.js";
import { addOutputOptions, type OutputFlags, printJson, writeOutputs } from "./outputs.js";
import { runOne } from "./run-one.js";
import { addTraceOptions, type TraceFlags, traced } from "./trace-flags.js";

interface RunFlags extends ExperimentFlags, OutputFlags, TraceFlags {
  readonly path?: string;
  readonly totalStatRows: number;
  readonly statRow: number;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** `astra-ts run`: one experiment on one network. */
export function addRunCommand(program: Command): void {
  const command = program
    .command("run")
    .description("simulate one experiment on one network")
    .argument("[experiment]", "experiment file, YAML or JSON; - is standard input", inputArgument)
    .option("--network <name>", "network backend, in place of the experiment's")
    .option("--json", "print the result as JSON on standard output", false)
    .option("--quiet", "no progress, no warnings, no summary", false)
    .addHelpText(
      "after",
      `
Examples:
  $ astra-ts run examples/exercise-1/experiment.yaml
  $ astra-ts run examples/exercise-1/experiment.yaml --network analytical-congestion --json
  $ astra-ts run examples/exercise-1/experiment.yaml --set topology.0.npus=16 --report run.html --timeline run.json
  $ astra-ts run --network-configuration examples/exercise-2/switch.json --system-configuration examples/exercise-2/switch.txt \\
      --workload-configuration examples/exercise-2/all_reduce.txt --comm-scale 1024 --path results/`,
    );
  addExperimentOptions(addTraceOptions(addOutputOptions(command, ["report", "timeline", "csv", "out"])))
    .option("--path <folder/>", "write ASTRA-sim's CSV files there")
    .option("--total-stat-rows <n>", "runs that share those files", whole, 1)
    .option("--stat-row <n>", "which of them this run is, from 0", whole, 0)
    .action(run);
}

async function run(file: string | undefined, flags: RunFlags): Promise<void> {
  const resolved = await resolveExperiment(file, flags);
  const [network] = chooseNetworks(resolved, flags.network, "--network");
  const { result, writesCsv } = await traced(flags, (observer) =>
    runOne(resolved, network!, flags.quiet || flags.json, undefined, observer),
  );
  if (flags.path !== undefined) {
    const { path, totalStatRows, statRow } = flags;
    const runName = flags.runName ?? (file === undefined ? "unnamed run" : result.name);
    writeAstraSimFiles(result, { path, totalStatRows, statRow, runName, writesCsv, quiet: flags.quiet });
  }
  writeOutputs(resolved.registry, flags, { kind: "result", result });
  if (flags.json) {
    printJson(resolved.registry, { kind: "result", result });
    return;
  }
  if (flags.quiet) return;
  showWarnings(result.warnings);
  print(`${renderSummary(result)}\n`);
  if (file === undefined) print(`\n${astraSimLines(result).join("\n")}\n`);
}

/** What scripts written for ASTRA-sim look for in its output: of 1.0, or of 2.x where graphs ran. Times in cycles of 1 ns. */
function astraSimLines(result: Result): string[] {
  if (result.graph !== undefined) return astraSim2Lines(result);
  const { passFinish, time } = seenFromNpu0(result);
  const passes = passFinish.map((finish, pass) => `pass: ${pass} finished at time: ${finish}`);
  return [...passes, `all passes finished at time: ${time.total}`];
}
