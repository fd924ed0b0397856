import type { Command } from "commander";
import type { PluginsFlags } from "../commands/plugins.js";
import { jsonFlag, pluginFlag } from "../flags/shared-flags.js";

/** `astra-ts plugins`: what there is to choose from. */
export function addPluginsCommand(program: Command): void {
  program
    .command("plugins")
    .description("list every network backend, training loop, collective … with the plugin that brings it")
    .option(...pluginFlag)
    .option("--options", "also the options of each entry", false)
    .option(...jsonFlag("the list", ", options as JSON Schema"))
    .addHelpText(
      "after",
      `
Examples:
  $ astra-ts plugins
  $ astra-ts plugins --options
  $ astra-ts plugins --json`,
    )
    .action(async (flags: PluginsFlags) => {
      const { listPlugins } = await import("../commands/plugins.js");
      await listPlugins(flags);
    });
}
