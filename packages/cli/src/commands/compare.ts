import {
  AstraError,
  type Choice,
  type Comparison,
  isAstraError,
  type LabelledResult,
  networkDetails,
  type Registry,
} from "@astra-ts/core";
import { comparedPairs, distinctLabels, type Labelled } from "@astra-ts/report";
import { checkedOptions } from "../compare/network-options.js";
import { type Override, readValue, variantChanges } from "../experiment/set-override.js";
import { renderComparison } from "../terminal/comparison.js";
import { showWarnings } from "../terminal/messages.js";
import { print, printError } from "../terminal/print.js";
import { type ComparedRun, measureCauses } from "./compare-causes.js";
import {
  chooseNetworks,
  type ExperimentFlags,
  type ResolvedExperiment,
  resolveExperiment,
} from "./experiment-options.js";
import { type OutputFlags, printJson, writeOutputs } from "./outputs.js";
import { runOne } from "./run-one.js";

export interface CompareFlags extends ExperimentFlags, OutputFlags {
  readonly networks?: readonly string[];
  readonly variant: string[];
  /** Undefined: where it is cheap. */
  readonly reRun?: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
}

export async function compare(file: string | undefined, flags: CompareFlags): Promise<void> {
  const results: LabelledResult[] = [];
  const runs = await runsOf(file, flags);
  const isQuiet = flags.quiet || flags.json;
  let interruption: AstraError | undefined;
  for (const { label, variant, network, resolved, choice } of runs) {
    try {
      const { result } = await runOne(resolved, choice, isQuiet, label);
      results.push({ label, result, variant, network });
    } catch (error) {
      // An interrupted comparison still has the runs that were finished before.
      if (!isAstraError(error) || error.code !== "ABORTED" || results.length === 0) throw error;
      interruption = error;
      break;
    }
  }
  const { registry } = runs[0]!.resolved;
  const differences =
    interruption === undefined
      ? await measureCauses(runs, results, { wanted: flags.reRun, quiet: isQuiet })
      : [];
  const reference = mostDetailed(runs, registry);
  report(
    {
      kind: "comparison",
      results,
      ...(reference === undefined ? {} : { reference }),
      ...(differences.length === 0 ? {} : { differences }),
    },
    registry,
    flags,
  );
  if (interruption === undefined) return;
  printError(`${results.length} of ${runs.length} runs were finished.\n`);
  throw interruption;
}

/** The network that follows messages most finely, the first of several; undefined where all follow them alike. */
function mostDetailed(runs: readonly ComparedRun[], registry: Registry): string | undefined {
  const finenessOf = ({ choice }: ComparedRun): number => {
    const { detail, capabilities } = registry.get("networks", choice.name, "network");
    return networkDetails.indexOf(detail ?? (capabilities.contention ? "link" : "formula"));
  };
  const most = runs.reduce((best, run) => (finenessOf(run) > finenessOf(best) ? run : best));
  return runs.every((run) => finenessOf(run) === finenessOf(most)) ? undefined : most.network;
}

function report(comparison: Comparison, registry: Registry, flags: CompareFlags): void {
  writeOutputs(registry, flags, comparison);
  if (flags.json) {
    printJson(registry, comparison);
    return;
  }
  if (flags.quiet) return;
  showWarnings(comparison.results.flatMap(({ result }) => result.warnings));
  print(`${renderComparison(comparison)}\n`);
  const { results, differences = [] } = comparison;
  if (flags.reRun === undefined && differences.length < comparedPairs(results).length)
    print(
      "\nNot every difference was taken apart, as that takes more than seconds: --re-run simulates again what the others come from.\n",
    );
}

/** Every variant on every backend; the experiment as it stands comes first. */
async function runsOf(file: string | undefined, flags: CompareFlags): Promise<ComparedRun[]> {
  const base = await resolveExperiment(file, flags);
  const variants: [string, readonly Override[]][] = [
    ...Object.entries(base.variants).map(([name, changes]): [string, readonly Override[]] => [
      name,
      variantChanges(name, changes),
    ]),
    ...flags.variant.map(parseVariant),
  ];
  if (file === undefined && variants.length > 0) {
    throw new AstraError("UNSUPPORTED", {
      field: "--variant",
      problem: "variants change fields of an experiment file, and none is given",
    });
  }
  const forms: Form[] = [{ name: "base", changes: [], resolved: base }];
  for (const [name, changes] of variants)
    forms.push({ name, changes, resolved: await resolveExperiment(file, flags, changes) });
  const runs = forms.flatMap((form) => {
    const choices = chooseNetworks(form.resolved, flags.networks, "--networks");
    const networks = distinctLabels(
      choices.map((choice) => {
        const settings = checkedOptions(form.resolved.registry, choice) as Labelled["settings"];
        return { label: choice.name, settings };
      }),
    );
    return choices.map((choice, index) => {
      return { ...form, choice, network: networks[index]!, hasChoice: choices.length > 1 };
    });
  });
  const labels = labelsOf(runs, forms.length > 1);
  return runs.map(({ name, network, resolved, choice, changes }, index) => ({
    label: labels[index]!,
    variant: name,
    network,
    resolved,
    choice,
    changes,
    with: (some) => resolveExperiment(file, flags, some),
  }));
}

/** The experiment as it stands, or a variant of it. */
interface Form {
  readonly name: string;
  readonly changes: readonly Override[];
  readonly resolved: ResolvedExperiment;
}

/** Names of variant and network, as far as there are several, with the options and fields that differ where that is not enough. */
function labelsOf(
  runs: readonly (Form & { readonly choice: Choice; readonly hasChoice: boolean })[],
  hasVariants: boolean,
): string[] {
  return distinctLabels(
    runs.map(({ name, changes, resolved, choice, hasChoice }) => ({
      label: !hasVariants ? choice.name : hasChoice ? `${name}, ${choice.name}` : name,
      settings: {
        ...Object.fromEntries(changes.map(({ path, value }) => [path.join("."), value])),
        ...(checkedOptions(resolved.registry, choice) as object),
      },
    })),
  );
}

/** Reads `name:path=value,path=value`. Throws INVALID_VALUE. */
function parseVariant(text: string): [string, Override[]] {
  const match = /^([^:=]+):(.+)$/.exec(text);
  const changes = match === null ? [] : splitChanges(match[2]!);
  if (match === null || changes.length === 0) {
    throw new AstraError("INVALID_VALUE", {
      field: "--variant",
      problem: "not a variant",
      found: text,
      expected: "name:path=value,path=value, such as fast:topology.0.bandwidth=100GiB/s",
    });
  }
  return [match[1]!.trim(), changes];
}

/** Commas separate changes only before `path=`, so that values may have commas of their own. */
function splitChanges(text: string): Override[] {
  return text
    .split(/,(?=\s*[A-Za-z][\w.-]*=)/)
    .map((part) => /^\s*([A-Za-z][\w.-]*)=(.*)$/.exec(part))
    .flatMap((match) =>
      match === null
        ? []
        : [
            {
              path: match[1]!.split("."),
              value: readValue(match[2]!, `--variant ${match[1]!}`),
              from: "--variant",
            },
          ],
    );
}
