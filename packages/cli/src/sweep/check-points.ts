import { type AstraError, type Registry, schemaProblems } from "@astra-ts/core";
import { experimentDocument } from "@astra-ts/core/document";
import type { z } from "zod";
import { buildExperiment } from "../experiment/build.js";
import { problemsOfOptions } from "../experiment/find-problems.js";
import type { LoadedExperiment } from "../experiment/load.js";
import { changed, type SweepPoint } from "./points.js";

const sections = experimentDocument.pick({ name: true, plugins: true, networks: true, sweep: true });

/** The parts of an experiment that say what the points are. The rest need not be complete before the points have filled it in. */
export function sweepSections(loaded: LoadedExperiment): z.output<typeof sections> {
  const known = Object.keys(sections.shape);
  const own = Object.fromEntries(Object.entries(loaded.raw).filter(([key]) => known.includes(key)));
  const { data, error } = sections.safeParse(own);
  if (data !== undefined) return data;
  throw loaded.locate(schemaProblems(sections, error.issues, own, "", "the experiment")[0]!);
}

/** Throws the first point's problem where not one of the points can be built: then the experiment is wrong, not a point. */
export function checkPoints(
  loaded: LoadedExperiment,
  points: readonly SweepPoint[],
  registry: Registry,
): void {
  let first: unknown;
  for (const { changes } of points) {
    try {
      const raw = changed(loaded.raw, changes);
      const locate = (error: AstraError) => loaded.locate(error, changes);
      buildExperiment({ ...loaded, raw, locate }, registry);
      const [problem] = problemsOfOptions(raw, registry);
      if (problem === undefined) return;
      throw locate(problem);
    } catch (error) {
      first ??= error;
    }
  }
  if (first !== undefined) throw first;
}
