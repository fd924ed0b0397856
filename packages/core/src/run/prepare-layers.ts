import type { ComputeSpeeds } from "../compute/speeds.js";
import { AstraError } from "../errors/astra-error.js";
import { ownedName, type Registry } from "../plugin/registry.js";
import type { Choice } from "../schema/choice.js";
import { validateOptions } from "../schema/validate-options.js";
import type { Topology } from "../topology/topology.js";
import type { PartsHost, PreparedLayers } from "../workload/part.js";
import type { Workload } from "../workload/workload.js";
import { byName } from "./by-name.js";
import { inPart } from "./in-part.js";

/** What runs on a machine, or on a part of one. */
export interface LayerChoice {
  readonly topology: Topology;
  readonly workload: Workload;
  readonly workloadOptions?: unknown;
  readonly system?: Choice | undefined;
}

/** How workloads are prepared in a run. */
export interface PreparationHost {
  readonly registry: Registry;
  readonly contention: boolean;
  readonly speeds: ComputeSpeeds | undefined;
  readonly warn: (message: string) => void;
  readonly parts: PartsHost;
}

/** Finds the two upper layers and checks their options. Throws an `AstraError` whose fields lie below `workload` and `system`. */
export function prepareLayers(
  { topology, workload, workloadOptions: workloadInput, system }: LayerChoice,
  { registry, contention, speeds, warn, parts }: PreparationHost,
): PreparedLayers {
  const model = registry.list("workloads").find(({ entry }) => entry.kind === workload.kind)?.entry;
  if (model === undefined) {
    throw new AstraError("UNKNOWN_NAME", {
      field: "workload",
      problem: `no plugin runs workloads of the kind "${workload.kind}"`,
    });
  }
  const workloadOptions = validateOptions(model.options, workloadInput, "workload", "the workload layer");
  const trainingLoops = byName(registry, "trainingLoops");
  const prepared = inPart("workload", ownedName(registry, "workloads", model.name), () =>
    model.prepare(
      { topology, trainingLoops, warn, contention, speeds, parts },
      workload as never,
      workloadOptions as never,
    ),
  );
  const name = system?.name ?? "astra";
  const systemModel = registry.get("systems", name, "system");
  const systemOptions = validateOptions(
    systemModel.options,
    system?.options,
    "system",
    `the system model "${name}"`,
  );
  return { workload: prepared, workloadOptions, system: systemModel, systemOptions };
}
