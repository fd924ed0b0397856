import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";
import { pipedInputs } from "../files/read-input.js";
import type { SweepPoint } from "./points.js";
import { type FinishedPoint, failedRecord, type SweepBase } from "./run-point.js";
import type { SweepRunner } from "./runner.js";
import type { Batch } from "./worker.js";

/** A batch should take about this long: long against handing it over, short against the wait for the last one. */
const batchSeconds = 0.15;
const largestBatch = 64;

/** Runs points in worker threads. Short points travel in batches; the size follows the time that points have taken so far. */
export function workerThreadRunner(base: SweepBase, workers: number): SweepRunner {
  // Threads take as long to start as the points to be found, so they start first.
  const pool = new Piscina<Batch, FinishedPoint[]>({
    filename: fileURLToPath(new URL("../bin/sweep-worker.cjs", import.meta.url)),
    workerData: base,
    minThreads: workers,
    maxThreads: workers,
    idleTimeout: Number.POSITIVE_INFINITY,
  });
  return {
    close: () => pool.destroy(),
    async run(points, { finished, signal }) {
      const queue = [...points];
      const message = (batch: readonly SweepPoint[]): Batch => ({ points: batch, piped: pipedInputs() });
      let seconds = 0;
      let done = 0;

      const batchSize = () => {
        if (done === 0) return 1;
        const fair = Math.ceil(queue.length / (workers * 3));
        const timed = Math.floor(batchSeconds / Math.max(seconds / done, 1e-6));
        return Math.max(1, Math.min(fair, timed, largestBatch));
      };
      const report = (results: readonly FinishedPoint[]) => {
        for (const result of results) seconds += result.seconds;
        done += results.length;
        finished(results);
      };
      const lane = async () => {
        while (queue.length > 0 && !signal.aborted) {
          const batch = queue.splice(0, batchSize());
          try {
            report(await pool.run(message(batch), { signal }));
          } catch (error) {
            if (signal.aborted) return;
            await runSingly(batch, error);
          }
        }
      };
      // A worker that dies (out of memory, say) takes its batch along: each point gets a worker of its own, so that only the guilty one fails.
      const runSingly = async (batch: readonly SweepPoint[], error: unknown) => {
        for (const point of batch) {
          if (signal.aborted) return;
          if (batch.length === 1) report([{ record: failedRecord(point, error), seconds: 0 }]);
          else
            report(
              await pool
                .run(message([point]), { signal })
                .catch((own: unknown) => [{ record: failedRecord(point, own), seconds: 0 }]),
            );
        }
      };

      await Promise.all(Array.from({ length: Math.min(workers, points.length) }, lane));
    },
  };
}
