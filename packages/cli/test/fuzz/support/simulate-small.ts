import { type Experiment, type Registry, Run, simulate } from "@astra-ts/core";

const mostNpus = 64;
/** All chunks of a collective are made at once. */
const mostSplits = 10_000;
/** Events, and cycles of networks that count cycles. */
const mostSteps = 4_000;

/** Runs an experiment if it is small, up to a number of events; a run that ends is run again whole, and its result must be made of numbers. Throws what the run throws. */
export async function simulateSmall(experiment: Experiment, registry: Registry): Promise<void> {
  const { topology, system } = experiment;
  const { preferredDatasetSplits: splits } = (system?.options ?? {}) as { preferredDatasetSplits?: unknown };
  if (topology.npus > mostNpus || (typeof splits === "number" && splits > mostSplits)) return;
  const run = new Run(experiment, registry);
  try {
    if (!run.advance(mostSteps) && !run.advance(1)) return;
  } finally {
    run.close();
  }
  const result = await simulate(experiment, registry);
  const wrong = placeOfNoNumber(result, "result");
  if (wrong !== undefined) throw new Error(`${wrong} is no finite number`);
}

function placeOfNoNumber(value: unknown, at: string): string | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? undefined : at;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const place = placeOfNoNumber(inner, `${at}.${key}`);
    if (place !== undefined) return place;
  }
  return undefined;
}
