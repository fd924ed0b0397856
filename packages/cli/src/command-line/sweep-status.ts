import type { Command } from "commander";
import type { SweepStatusFlags } from "../commands/sweep-status.js";
import { jsonFlag } from "../flags/shared-flags.js";

/** `astra-ts sweep status`: how far a sweep is. */
export function addStatusCommand(sweep: Command): void {
  sweep
    .command("status")
    .description("say how far a sweep and its shards are: done, failed, left, time left")
    .argument("<results.jsonl>", "results file of the sweep; those of its shards are found beside it")
    .option(...jsonFlag("the same"))
    .addHelpText("after", "\nExamples:\n  $ astra-ts sweep status exercise-2.sweep.jsonl")
    .action(async (file: string, flags: SweepStatusFlags) => {
      const { showSweepStatus } = await import("../commands/sweep-status.js");
      showSweepStatus(file, flags);
    });
}
