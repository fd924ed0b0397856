import {
  AstraError,
  type CollectiveWorkload,
  logicalDimensionsOf,
  type RunningWorkload,
  type Waiter,
  type WorkloadContext,
  type WorkloadModel,
  type WorkloadReport,
} from "@astra-ts/core";
import * as z from "zod";
import { SingleRows } from "../single-row.js";
import { TimelineRecorder } from "../timeline-recorder.js";

const collectiveOptions = z.strictObject({});

/** Runs one collective on all ranks, issued at time 0. */
export const collectiveModel: WorkloadModel<"collective", z.output<typeof collectiveOptions>> = {
  name: "collective",
  description: "One collective over all NPUs, alone",
  kind: "collective",
  options: collectiveOptions,
  prepare({ topology }, workload) {
    const { bytes } = workload;
    if (!Number.isSafeInteger(bytes) || bytes < 0) {
      throw new AstraError("INVALID_VALUE", {
        problem: "wrong size of a collective",
        field: "bytes",
        found: bytes,
        expected: "a whole number of bytes, 0 or more",
      });
    }
    return {
      logicalDimensions: logicalDimensionsOf(topology),
      isUniform: true,
      create: (context) => new CollectiveRunner(workload, context.simulatedRanks ?? topology.npus, context),
    };
  },
};

class CollectiveRunner implements RunningWorkload {
  finishedRanks = 0;
  readonly #workload: CollectiveWorkload;
  readonly #context: WorkloadContext;
  readonly #finish: Float64Array;
  readonly #timeline: TimelineRecorder;
  readonly #rows: SingleRows;

  constructor(workload: CollectiveWorkload, ranks: number, context: WorkloadContext) {
    const { observed = [0] } = context;
    this.#workload = workload;
    this.#context = context;
    this.#finish = new Float64Array(ranks).fill(Number.NaN);
    this.#rows = new SingleRows(observed);
    this.#timeline = new TimelineRecorder(observed, context.timeline);
  }

  start(): void {
    for (let rank = 0; rank < this.#finish.length; rank++) this.#startRank(rank);
  }

  #startRank(rank: number): void {
    const { collective: kind, bytes } = this.#workload;
    const end = (): void => {
      const now = this.#context.simulator.now;
      this.#finish[rank] = now;
      this.finishedRanks++;
      if (this.#timeline.wants(rank)) this.#timeline.add(rank, "communication", kind, 0, now);
    };
    const handle = this.#context.system.issue(rank, { kind, bytes, priority: "policy" }, () => {
      this.#rows.of(rank)?.addCollective(handle, this.#context.simulator.now);
      end();
    });
    if (!handle.active) end();
  }

  report(): WorkloadReport {
    const finish = Array.from(this.#finish, (time) => (Number.isNaN(time) ? null : time));
    return {
      finish,
      compute: finish.map(() => 0),
      view: (rank) => this.#rows.view(rank, this.#workload.collective, finish[rank] ?? 0),
      timeline: this.#timeline.timeline(),
    };
  }

  pending(): Waiter[] {
    const waiters: Waiter[] = [];
    this.#finish.forEach((time, rank) => {
      if (Number.isNaN(time))
        waiters.push({ rank, waitsFor: `the end of its ${this.#workload.collective}`, since: 0 });
    });
    return waiters;
  }
}
