import { version } from "@astra-ts/core";
import { Command } from "commander";
import { print, printError } from "../terminal/print.js";
import { addCalibrateCommand } from "./calibrate.js";
import { addCompareCommand } from "./compare.js";
import { addCompletionCommand } from "./completion.js";
import { addComputeCommand } from "./compute.js";
import { addExplainCommand } from "./explain.js";
import { addInitCommand } from "./init.js";
import { addPluginCommand } from "./plugin-create.js";
import { addPluginsCommand } from "./plugins.js";
import { addRunCommand } from "./run.js";
import { addSchemaCommand } from "./schema.js";
import { addShowCommand } from "./show.js";
import { addSweepCommand } from "./sweep.js";
import { addTrafficCommand } from "./traffic.js";
import { addValidateCommand } from "./validate.js";
import { addWorkloadCommands } from "./workload.js";

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
    // `sweep merge` has flags that `sweep` has too: they are those of the command that they stand behind.
    .enablePositionalOptions()
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
