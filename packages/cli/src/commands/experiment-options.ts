import { AstraError, type Choice, collectiveKinds, didYouMean, type Registry, toldOf } from "@astra-ts/core";
import { type Command, Option } from "commander";
import { type AstraSimFlags, experimentFromFlags, givenAstraSimFlag } from "../astra-sim/flags.js";
import { type BuiltExperiment, buildExperiment, networkChoices, optionsFor } from "../experiment/build.js";
import { documentOf, loadExperiment } from "../experiment/load.js";
import { type Override, parseOverride } from "../experiment/set-override.js";
import { memoryBudgetFlag } from "../limits/memory-budgets.js";
import { bool, collect, number, numbers, whole } from "./flag-values.js";
import { addPluginOptions, type PluginFlags, pluginModulesOf, registryWith } from "./plugin-flags.js";

/** Flags that say what to simulate; shared by every command that takes an experiment. */
export interface ExperimentFlags extends AstraSimFlags, PluginFlags {
  readonly network?: string;
  readonly set: string[];
  readonly memoryBudget?: number;
}

/** What to simulate, and on which backends. */
export interface ResolvedExperiment {
  readonly registry: Registry;
  /** Backends that the experiment names. */
  readonly choices: readonly Choice[];
  /** Changed forms of itself that the experiment names: fields by path. */
  readonly variants: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  build(network: Choice): BuiltExperiment;
  /** The experiment as written, with its includes and changes; absent where there is no file. */
  readonly raw?: unknown;
  /** Bytes that a run may take; undefined: what there is. */
  readonly memoryBudget: number | undefined;
}

/** Adds the flags to a command. */
export function addExperimentOptions(command: Command): Command {
  command.option(
    "--set <path=value>",
    "change one field of the experiment, such as topology.0.bandwidth=100GiB/s (repeatable)",
    collect,
    [],
  );
  return addPluginOptions(command)
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
    .option("--logging-configuration <file>", "taken for the sake of scripts of 2.x: no log is written")
    .option("--logging-folder <folder>", "the same")
    .option("--run-name <name>", "name of the run in every output")
    .option("--units-count <n...>", "NPUs of each dimension, in place of the file's", numbers)
    .option("--links-count <n...>", "links of each dimension, in place of the file's", numbers)
    .option("--link-bandwidth <GiB/s...>", "link bandwidths, in place of the file's", numbers)
    .option("--link-latency <ns...>", "link latencies, in place of the file's", numbers);
}

/** Finds out what to simulate from an experiment file, with `changes` over those of the flags, or from ASTRA-sim's flags. */
export async function resolveExperiment(
  file: string | undefined,
  flags: ExperimentFlags,
  changes: readonly Override[] = [],
): Promise<ResolvedExperiment> {
  refuseFlagsOfTheOther(file, flags);
  if (file === undefined) {
    const registry = await registryWith(pluginModulesOf([], flags));
    const { experiment, networkOptions, warnings, writesCsv, origins } = experimentFromFlags(flags, registry);
    return {
      registry,
      memoryBudget: flags.memoryBudget,
      variants: {},
      choices: [{ name: flags.network ?? "analytical" }],
      build: (network) => ({
        experiment: {
          ...experiment,
          network: { name: network.name, options: optionsFor(network, networkOptions) },
        },
        warnings,
        writesCsv,
        locate: (error) => toldOf(error, origins),
      }),
    };
  }
  const loaded = loadExperiment(file, [...flags.set.map(parseOverride), ...changes]);
  const document = documentOf(loaded);
  const registry = await registryWith(pluginModulesOf(document.plugins, flags, loaded.locate));
  const named = networkChoices(document);
  return {
    registry,
    raw: loaded.raw,
    memoryBudget: flags.memoryBudget,
    variants: document.variants ?? {},
    choices:
      flags.network === undefined
        ? named
        : [named.find(({ name }) => name === flags.network) ?? { name: flags.network }],
    build: (network) => buildExperiment(loaded, registry, network),
  };
}

/** A flag that nothing would read is refused: an experiment file says all that ASTRA-sim's flags say, and `--set` changes nothing but such a file. */
function refuseFlagsOfTheOther(file: string | undefined, flags: ExperimentFlags): void {
  const [field, hint] =
    file === undefined
      ? [
          flags.set.length > 0 ? "--set" : undefined,
          "Use ASTRA-sim's own flags, or write an experiment that names the files: astra-ts init --from astra-sim.",
        ]
      : [givenAstraSimFlag(flags), "Change the experiment with --set, such as --set workload.size=1MiB."];
  if (field === undefined) return;
  throw new AstraError("UNSUPPORTED", {
    field,
    problem:
      file === undefined
        ? "this changes an experiment file, and none is given"
        : `this goes with ASTRA-sim's own files, not with the experiment ${file}`,
    hint,
  });
}

/** The backends of the names in the comma-separated list that `flag` gives, in every form that the experiment gives them. Throws UNKNOWN_NAME. */
export function chooseNetworks(
  { registry, choices }: ResolvedExperiment,
  list: string | undefined,
  flag: string,
): readonly Choice[] {
  if (list === undefined) return choices;
  const known = registry.list("networks").map(({ entry }) => entry.name);
  return list.split(",").flatMap((text) => {
    const name = text.trim();
    if (!registry.has("networks", name)) {
      throw new AstraError("UNKNOWN_NAME", {
        field: flag,
        problem: "unknown network backend",
        found: name,
        expected: `one of ${known.join(", ")}`,
        hint: didYouMean(name, known),
      });
    }
    const forms = choices.filter((choice) => choice.name === name);
    return forms.length === 0 ? [{ name }] : forms;
  });
}
