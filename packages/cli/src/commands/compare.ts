import { AstraError, type Choice, isAstraError, type LabelledResult, type ReportInput } from "@astra-ts/core";
import { distinctLabels } from "@astra-ts/report";
import { type Override, readValue, variantChanges } from "../experiment/set-override.js";
import { renderComparison } from "../terminal/comparison.js";
import { showWarnings } from "../terminal/messages.js";
import { print, printError } from "../terminal/print.js";
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
  readonly json: boolean;
  readonly quiet: boolean;
}

export async function compare(file: string | undefined, flags: CompareFlags): Promise<void> {
  const results: LabelledResult[] = [];
  const runs = await runsOf(file, flags);
  let interruption: AstraError | undefined;
  for (const { label, resolved, network } of runs) {
    try {
      const { result } = await runOne(resolved, network, flags.quiet || flags.json, label);
      results.push({ label, result });
    } catch (error) {
      // An interrupted comparison still has the runs that were finished before.
      if (!isAstraError(error) || error.code !== "ABORTED" || results.length === 0) throw error;
      interruption = error;
      break;
    }
  }
  report(results, runs[0]!.resolved, flags);
  if (interruption === undefined) return;
  printError(`${results.length} of ${runs.length} runs were finished.\n`);
  throw interruption;
}

function report(
  results: readonly LabelledResult[],
  { registry }: ResolvedExperiment,
  flags: CompareFlags,
): void {
  const input: ReportInput = { kind: "comparison", results };
  writeOutputs(registry, flags, input);
  if (flags.json) {
    printJson(registry, input);
    return;
  }
  if (flags.quiet) return;
  showWarnings([...new Set(results.flatMap(({ result }) => result.warnings))]);
  print(`${renderComparison(results)}\n`);
}

interface ComparedRun {
  readonly label: string;
  readonly resolved: ResolvedExperiment;
  readonly network: Choice;
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
  return labelled(
    forms.flatMap((form) =>
      chooseNetworks(form.resolved, flags.networks, "--networks").map((network, _, { length }) => {
        return { ...form, network, hasChoice: length > 1 };
      }),
    ),
    forms.length > 1,
  );
}

/** The experiment as it stands, or a variant of it. */
interface Form {
  readonly name: string;
  readonly changes: readonly Override[];
  readonly resolved: ResolvedExperiment;
}

/** Runs under the names of variant and network, as far as there are several, with the options and fields that differ where that is not enough. */
function labelled(
  runs: readonly (Form & { readonly network: Choice; readonly hasChoice: boolean })[],
  hasVariants: boolean,
): ComparedRun[] {
  const labels = distinctLabels(
    runs.map(({ name, changes, resolved, network, hasChoice }) => ({
      label: !hasVariants ? network.name : hasChoice ? `${name}, ${network.name}` : name,
      settings: {
        ...Object.fromEntries(changes.map(({ path, value }) => [path.join("."), value])),
        ...(checkedOptions(resolved, network) as object),
      },
    })),
  );
  return runs.map(({ resolved, network }, index) => ({ resolved, network, label: labels[index]! }));
}

/** Options of a backend with its defaults. What is wrong with them is told when the run is built. */
function checkedOptions({ registry }: ResolvedExperiment, { name, options }: Choice): unknown {
  const checked = registry.get("networks", name, "network").options["~standard"].validate(options ?? {});
  return checked instanceof Promise || checked.issues !== undefined ? options : checked.value;
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
