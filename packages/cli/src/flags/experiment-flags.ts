import { collectiveKinds } from "@astra-ts/core";
import { type Command, Option } from "commander";
import { memoryBudgetFlag } from "../limits/memory-budgets.js";
import { bool, number, numbers, whole } from "./flag-values.js";
import { addPluginOptions } from "./plugin-flags.js";
import { setFlag } from "./shared-flags.js";

/** Adds the flags that say what to simulate. */
export function addExperimentOptions(command: Command): Command {
  return addPluginOptions(command.option(...setFlag))
    .option(...memoryBudgetFlag)
    .optionsGroup("ASTRA-sim's own flags, in place of an experiment file:")
    .option(
      "--network-configuration <file>",
      "network file: JSON of 1.0, YAML of 2.x, a machine for ns-3, htsim, BookSim, TACCL or from nvidia-smi",
    )
    .option("--logical-topology-configuration <file>", "logical dimensions of a machine of nodes and links")
    .option("--system-configuration <file>", "system file: text of 1.0, JSON of 2.x")
    .option(
      "--workload-configuration <file>",
      "workload: file of 1.0, an execution graph, or what stands before .<rank>.et of traces",
    )
    .addOption(
      new Option("--collective <kind>", "one collective in place of a workload file").choices(
        collectiveKinds,
      ),
    )
    .option("--size <bytes>", "size of that collective, bytes or with a unit (1MiB)")
    .option("--root <rank>", "root of that collective, where it has one; default 0", whole)
    .option("--num-passes <n>", "times that the workload runs", whole, 1)
    .option("--num-queues-per-dim <n>", "queues of each dimension", whole)
    .option("--comm-scale <factor>", "factor on sizes of collectives and messages", number, 1)
    .option("--compute-scale <factor>", "factor on compute times", number, 1)
    .option("--injection-scale <factor>", "factor on the endpoint delay", number, 1)
    .option("--rendezvous-protocol [bool]", "senders wait for receivers", bool, false)
    .option(
      "--remote-memory-configuration <file>",
      "remote-memory file of 2.x, for graphs that read and write it",
    )
    .option(
      "--comm-group-configuration <file>",
      "communicator groups of 2.x, for traces; a workload that does not use them says so in a warning",
    )
    .option(
      "--logging-configuration <file>",
      "taken for the sake of scripts of 2.x, with a warning: no log is written",
    )
    .option("--logging-folder <folder>", "the same")
    .option("--run-name <name>", "name of the run in every output")
    .option("--units-count <n...>", "NPUs of each dimension, in place of the file's", numbers)
    .option("--links-count <n...>", "links of each dimension, in place of the file's", numbers)
    .option("--link-bandwidth <GiB/s...>", "link bandwidths, in place of the file's", numbers)
    .option("--link-latency <ns...>", "link latencies, in place of the file's", numbers);
}
