import { version } from "@astra-ts/core";
import { Command } from "commander";
import { addCalibrateCommand } from "./commands/calibrate.js";
import { addCompareCommand } from "./commands/compare.js";
import { addCompletionCommand } from "./commands/completion.js";
import { addComputeCommand } from "./commands/compute.js";
import { addExplainCommand } from "./commands/explain.js";
import { addInitCommand } from "./commands/init.js";
import { addPluginCommand } from "./commands/plugin-create.js";
import { addPluginsCommand } from "./commands/plugins.js";
import { addRunCommand } from "./commands/run.js";
import { addSchemaCommand } from "./commands/schema.js";
import { addShowCommand } from "./commands/show.js";
import { addSweepCommand } from "./commands/sweep.js";
import { addTrafficCommand } from "./commands/traffic.js";
import { addValidateCommand } from "./commands/validate.js";
import { addWorkloadCommands } from "./commands/workload.js";
import { print, printError } from "./terminal/print.js";

/** The command line, ready to parse. */
export function createProgram(): Command {
  const program = new Command("astra-ts")
    .description(
      "Simulates distributed deep-learning training: what a training step costs on a given machine, and where the time goes.",
    )
    .version(version)
    .showSuggestionAfterError()
    .showHelpAfterError("(astra-ts --help lists the commands, astra-ts <command> --help their flags)")
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: printError })
    .configureHelp({ showGlobalOptions: false })
    .addHelpText(
      "after",
      `
Examples:
  $ astra-ts compare examples/exercise-1/experiment.yaml
  $ astra-ts run --help`,
    );
  addRunCommand(program);
  addCompareCommand(program);
  addSweepCommand(program);
  addTrafficCommand(program);
  addExplainCommand(program);
  addShowCommand(program);
  addInitCommand(program);
  addValidateCommand(program);
  addSchemaCommand(program);
  addPluginsCommand(program);
  addPluginCommand(program);
  addWorkloadCommands(program);
  addComputeCommand(program);
  addCalibrateCommand(program);
  addCompletionCommand(program);
  return program;
}
