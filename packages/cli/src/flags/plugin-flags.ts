import type { Command } from "commander";
import { pluginFlag } from "./shared-flags.js";

/** Adds the flags to a command that opens an experiment. */
export function addPluginOptions(command: Command): Command {
  return command
    .option(...pluginFlag)
    .option("--trust-plugins", "load plugins that the experiment names by path, too", false);
}
