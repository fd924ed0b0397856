import { runEventKinds } from "@astra-ts/core";
import type { Command } from "commander";
import { whole, words } from "./flag-values.js";

/** Adds the flags for a file of events. */
export function addTraceOptions(command: Command): Command {
  return command
    .option("--trace <events.jsonl>", "write every event of the run (messages, phases, packets), one a line")
    .option("--trace-ranks <list>", "with --trace: events of these ranks alone", (text: string) =>
      words(text).map(whole),
    )
    .option("--trace-kinds <list>", `with --trace: these alone of ${runEventKinds.join(", ")}`, words);
}
