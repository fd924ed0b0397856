import { ReusedParts } from "../experiment/reused-parts.js";
import { createDefaultRegistry } from "../plugins/builtin-plugins.js";
import { loadModules } from "../plugins/load-plugins.js";
import type { SweepPoint } from "./points.js";
import { type FinishedPoint, runPoint, type SweepBase } from "./run-point.js";

export interface RunnerOptions {
  /** Called with every point that has been run, failed ones included, some at a time. */
  readonly finished: (points: readonly FinishedPoint[]) => void;
  /** Stops the runner: it hands out no more points and ends soon. */
  readonly signal: AbortSignal;
}

/** Where the points of a sweep run. A cluster's scheduler can take the place of the runners here: it needs no more than this. */
export interface SweepRunner {
  /** Runs every point once, in any order. Ends when all have been reported, or early when the signal says so. */
  run(points: readonly SweepPoint[], options: RunnerOptions): Promise<void>;
  /** Lets go of what the runner holds; called once, whether it has run or not. */
  close(): Promise<void>;
}

/** To bring a record to the disk may take longer than a short run: those of so long go together. */
const batchMilliseconds = 150;

/** Runs points one after the other in this process. */
export function inProcessRunner(base: SweepBase): SweepRunner {
  return {
    async run(points, { finished, signal }) {
      const registry = createDefaultRegistry(await loadModules(base.plugins));
      const reuse = new ReusedParts();
      let batch: FinishedPoint[] = [];
      // The first record goes at once: whoever looks sees that the sweep runs.
      let lastReport = Number.NEGATIVE_INFINITY;
      const report = () => {
        if (batch.length > 0) finished(batch);
        batch = [];
        lastReport = performance.now();
      };
      for (const point of points) {
        if (signal.aborted) break;
        try {
          batch.push(await runPoint(base, point, registry, reuse, signal));
        } catch (error) {
          if (!signal.aborted) throw error;
        }
        if (performance.now() - lastReport >= batchMilliseconds) report();
        // A turn for the host, so that an interrupt is heard between points that are too short to give one themselves.
        await new Promise((resolve) => setImmediate(resolve));
      }
      report();
    },
    async close() {},
  };
}
