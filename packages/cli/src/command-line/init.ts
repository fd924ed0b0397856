import { type Command, Option } from "commander";
import type { InitFlags } from "../commands/init.js";
import { startingExperiments } from "../experiment/starting-experiments.js";

/** `astra-ts init`: a commented experiment to start from. */
export function addInitCommand(program: Command): void {
  program
    .command("init")
    .description("write a commented experiment to start from")
    .argument("[file]", "file to write", "experiment.yaml")
    .addOption(
      new Option("--from <start>", "what to start from")
        .choices(Object.keys(startingExperiments))
        .default("collective"),
    )
    .option("--network-configuration <file>", "--from astra-sim: the network file to name")
    .option("--system-configuration <file>", "--from astra-sim: the system file to name")
    .option("--workload-configuration <file>", "--from astra-sim: the workload file to name")
    .option("--force", "replace the file if it exists", false)
    .addHelpText(
      "after",
      `
Examples:
  $ astra-ts init
  $ astra-ts init training.yaml --from training
  $ astra-ts init dgx2.yaml --from astra-sim --network-configuration examples/exercise-3/dgx2.json \\
      --system-configuration examples/exercise-3/dgx2.txt --workload-configuration examples/exercise-3/vgg16.txt`,
    )
    .action(async (file: string, flags: InitFlags) => {
      const { init } = await import("../commands/init.js");
      await init(file, flags);
    });
}
