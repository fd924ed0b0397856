import { AstraError, type Choice, type Registry, toldOf } from "@astra-ts/core";
import { type AstraSimFlags, experimentFromFlags, givenAstraSimFlag } from "../astra-sim/flags.js";
import { type BuiltExperiment, buildExperiment, optionsFor } from "../experiment/build.js";
import { documentOf, loadExperiment } from "../experiment/load.js";
import { networkChoices } from "../experiment/network-choices.js";
import { type Override, parseOverride } from "../experiment/set-override.js";
import { type PluginFlags, pluginModulesOf, registryWith } from "./plugin-flags.js";

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

/** The backends of these names, which `flag` gives, in every form that the experiment gives them. Throws UNKNOWN_NAME. */
export function chooseNetworks(
  { registry, choices }: ResolvedExperiment,
  names: readonly string[] | undefined,
  flag: string,
): readonly Choice[] {
  if (names === undefined) return choices;
  return names.flatMap((name) => {
    registry.get("networks", name, flag);
    const forms = choices.filter((choice) => choice.name === name);
    return forms.length === 0 ? [{ name }] : forms;
  });
}
