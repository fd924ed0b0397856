import { workerData } from "node:worker_threads";
import { ReusedParts } from "../experiment/reused-parts.js";
import { rememberPipedInputs } from "../files/read-input.js";
import { createDefaultRegistry } from "../plugins/builtin-plugins.js";
import { loadModules } from "../plugins/load-plugins.js";
import type { SweepPoint } from "./points.js";
import { type FinishedPoint, runPoint, type SweepBase } from "./run-point.js";

const base = workerData as SweepBase;
const registry = createDefaultRegistry(await loadModules(base.plugins));
const reuse = new ReusedParts();

/** What a worker thread is given. */
export interface Batch {
  readonly points: readonly SweepPoint[];
  /** What the command has read from pipes, which this thread could not read again. */
  readonly piped: ReadonlyMap<string, Uint8Array>;
}

/** What a worker thread does: runs a batch of points. */
export default async function runBatch({ points, piped }: Batch): Promise<FinishedPoint[]> {
  rememberPipedInputs(piped);
  const finished: FinishedPoint[] = [];
  for (const point of points) finished.push(await runPoint(base, point, registry, reuse));
  return finished;
}
