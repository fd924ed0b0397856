import { type Command, Option } from "commander";
import type { PluginCreateFlags } from "../commands/plugin-create.js";
import { templateKinds } from "../plugin-template/kinds.js";

/** `astra-ts plugin create`: a project for a plugin of one's own. */
export function addPluginCommand(program: Command): void {
  const plugin = program
    .command("plugin")
    .description("start a plugin of your own")
    .addHelpText("after", "\nExamples:\n  $ astra-ts plugin create my-network --kind network");
  plugin
    .command("create")
    .description("write a complete plugin project: TypeScript, build, conformance tests, README")
    .argument("<name>", "npm name of the plugin; its last part names the folder and the entry")
    .addOption(
      new Option("--kind <kind>", "what the plugin brings")
        .choices(Object.keys(templateKinds))
        .makeOptionMandatory(),
    )
    .option("--folder <path>", "where to write it; default: a folder of the plugin's name")
    .addHelpText(
      "after",
      `
Examples:
  $ astra-ts plugin create my-network --kind network
  $ astra-ts plugin create @me/my-collective --kind collective --folder collective`,
    )
    .action(async (name: string, flags: PluginCreateFlags) => {
      const { createPluginProject } = await import("../commands/plugin-create.js");
      await createPluginProject(name, flags);
    });
}
