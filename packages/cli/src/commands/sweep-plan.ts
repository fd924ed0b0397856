import { basename, extname } from "node:path";
import { AstraError, type Registry, version } from "@astra-ts/core";
import { type LoadedExperiment, loadExperiment } from "../experiment/load.js";
import { type Override, parseOverride } from "../experiment/set-override.js";
import { type Axis, axesOf, fieldAxis, refuseTwoAxesOfOneField, withVary } from "../sweep/axes.js";
import { checkPoints, sweepSections } from "../sweep/check-points.js";
import { experimentDigest } from "../sweep/point-id.js";
import { pointsOf, type SweepPoint } from "../sweep/points.js";
import type { SweepHeader } from "../sweep/results-file.js";
import type { SweepBase } from "../sweep/run-point.js";
import { type PluginFlags, pluginModulesOf, registryWith } from "./plugin-flags.js";

/** Flags that say what a sweep is. */
export interface SweepPlanFlags extends PluginFlags {
  readonly set: string[];
  readonly vary: string[];
  readonly networks?: readonly string[];
  readonly results?: string;
  readonly keepResults?: string;
  readonly memoryBudget?: number;
}

/** The experiment of a sweep, and what is varied of it. */
export interface VariedExperiment {
  readonly loaded: LoadedExperiment;
  readonly document: ReturnType<typeof sweepSections>;
  readonly axes: readonly Axis[];
}

/** What a sweep is, as it is run here or sent elsewhere. */
export interface SweepPlan extends VariedExperiment {
  readonly registry: Registry;
  readonly name: string;
  /** The results file of the whole. */
  readonly results: string;
  readonly base: SweepBase;
}

/** Reads the experiment and its axes. Throws for what is wrong with either. */
export function variedExperiment(
  file: string,
  flags: Pick<SweepPlanFlags, "set" | "vary" | "networks">,
): VariedExperiment {
  const overrides = flags.set.map(parseOverride);
  const loaded = loadExperiment(file, overrides);
  const document = sweepSections(loaded);
  const axes = axesFrom(document, flags);
  refuseTwoAxesOfOneField(axes);
  refuseToSetWhatVaries(axes, overrides);
  return { loaded, document, axes };
}

/** Loads the plugins of a sweep, and says where its results go. Throws for a plugin or a backend that is unknown. */
export async function sweepPlan(varied: VariedExperiment, flags: SweepPlanFlags): Promise<SweepPlan> {
  const { loaded, document } = varied;
  const plugins = pluginModulesOf(document.plugins, flags, loaded.locate);
  const registry = await registryWith(plugins);
  for (const network of flags.networks ?? []) registry.get("networks", network, "--networks");
  const { file } = loaded;
  const name = document.name ?? basename(file, extname(file));
  const { keepResults, memoryBudget } = flags;
  return {
    ...varied,
    registry,
    name,
    results: flags.results ?? `${slug(name)}.sweep.jsonl`,
    base: { file, raw: loaded.raw, plugins, keepResults: keepResults !== undefined, memoryBudget },
  };
}

/** The points of a sweep. Throws where not one of them can be built. */
export function checkedPoints({ loaded, axes, registry }: SweepPlan): SweepPoint[] {
  const points = pointsOf(loaded.raw, axes);
  checkPoints(loaded, points, registry);
  return points;
}

/** First line of a results file of the sweep. */
export function headerOf({ name, loaded, axes }: SweepPlan, points: number): SweepHeader {
  return {
    schema: "astra-ts/sweep-points@2",
    version,
    name,
    experiment: experimentDigest(loaded.raw),
    parameters: axes.map((axis) => axis.name),
    fields: axes.map(({ field }) => field ?? null),
    points,
  };
}

/** A field that the sweep varies cannot be set as well: every point would write over it. Throws UNSUPPORTED. */
function refuseToSetWhatVaries(axes: readonly Axis[], overrides: readonly Override[]): void {
  const varied = new Map(
    axes.flatMap(({ name, values }) =>
      values.flatMap(({ changes }) => changes.map(({ path }) => [path.join("."), name] as const)),
    ),
  );
  for (const { path } of overrides) {
    const field = path.join(".");
    const axis = varied.get(field);
    if (axis === undefined) continue;
    throw new AstraError("UNSUPPORTED", {
      field: `--set ${field}`,
      problem: `the sweep varies this field${axis === field ? "" : ` in its axis "${axis}"`}`,
      hint: `Give the axis other values: --vary ${axis}=…`,
    });
  }
}

/** The axes of the experiment and of the flags. Backends that the experiment sets side by side are an axis too, unless another one chooses the backend. */
function axesFrom(
  document: ReturnType<typeof sweepSections>,
  flags: Pick<SweepPlanFlags, "vary" | "networks">,
): Axis[] {
  let axes = axesOf(document.sweep ?? {});
  for (const text of flags.vary) axes = withVary(axes, text);
  const named = document.networks ?? [];
  const networks =
    flags.networks === undefined
      ? axes.some(choosesNetwork)
        ? []
        : named
      : flags.networks.flatMap((name) => {
          const forms = named.filter((choice) => nameOf(choice) === name);
          return forms.length === 0 ? [name] : forms;
        });
  if (networks.length === 0) return axes;
  return [...axes.filter((axis) => !choosesNetwork(axis)), fieldAxis("network", ["network"], networks)];
}

function nameOf(choice: string | { readonly backend: string }): string {
  return typeof choice === "string" ? choice : choice.backend;
}

function choosesNetwork({ values }: Axis): boolean {
  return values.some(({ changes }) => changes.some(({ path }) => path[0] === "network"));
}

function slug(name: string): string {
  return (
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-|-$/g, "") || "sweep"
  );
}
