import {
  AstraError,
  type CollectiveKind,
  type CollectiveWorkload,
  collectiveKinds,
  didYouMean,
  isRooted,
  logicalDimensionsOf,
  type RunningWorkload,
  rootedKinds,
  type Waiter,
  type WorkloadContext,
  type WorkloadModel,
  type WorkloadReport,
} from "@astra-ts/core";
import * as z from "zod";
import { scaleBytes } from "../scale.js";
import { SingleRows } from "../single-row.js";

const collectiveOptions = z.strictObject({
  passes: z.int().min(0).default(1).describe("times that the collective is done, one after the other"),
  computeScale: z
    .literal(1, "1, as a collective alone computes nothing")
    .default(1)
    .describe("1: a collective alone computes nothing"),
  communicationScale: z
    .number()
    .positive()
    .default(1)
    .describe("factor on the collective's size, rounded to whole bytes"),
});

/** Runs one collective on all ranks: at time 0, and with several passes again on each rank whenever it has ended there. */
export const collectiveModel: WorkloadModel<"collective", z.output<typeof collectiveOptions>> = {
  name: "collective",
  description: "One collective over all NPUs, alone",
  kind: "collective",
  options: collectiveOptions,
  prepare({ topology, speeds, warn }, workload, { passes, communicationScale }) {
    if (speeds !== undefined)
      warn("Stragglers and jitter change nothing for a collective alone, which computes nothing.");
    const { collective, bytes, root = 0 } = workload;
    if (!collectiveKinds.includes(collective))
      throw new AstraError("UNKNOWN_NAME", {
        problem: "unknown collective",
        field: "collective",
        found: collective,
        expected: `one of ${collectiveKinds.join(", ")}`,
        hint: didYouMean(collective, collectiveKinds),
      });
    if (!Number.isSafeInteger(bytes) || bytes < 0) {
      throw new AstraError("INVALID_VALUE", {
        problem: "wrong size of a collective",
        field: "bytes",
        found: bytes,
        expected: "a whole number of bytes, 0 or more",
      });
    }
    checkRoot(collective, root, topology.npus);
    const scaled = { ...workload, bytes: scaleBytes(bytes, communicationScale) };
    return {
      logicalDimensions: logicalDimensionsOf(topology),
      // A root does something else than the others.
      isUniform: !isRooted(collective),
      create: (context) =>
        new CollectiveRunner(scaled, passes, context.simulatedRanks ?? topology.npus, context),
    };
  },
};

function checkRoot(collective: CollectiveKind, root: number, npus: number): void {
  const isRank = Number.isInteger(root) && root >= 0 && root < npus;
  if (isRank && (root === 0 || isRooted(collective))) return;
  throw new AstraError("INVALID_VALUE", {
    problem: isRank ? `a root of ${collective}, which has none` : "no such rank for the root of a collective",
    field: "root",
    found: root,
    expected: isRank ? `nothing, or a root of ${rootedKinds.join(", ")}` : `a rank from 0 to ${npus - 1}`,
  });
}

class CollectiveRunner implements RunningWorkload {
  finishedRanks = 0;
  readonly #workload: CollectiveWorkload;
  readonly #passes: number;
  readonly #context: WorkloadContext;
  readonly #passesDone: Int32Array;
  readonly #issued: Float64Array;
  readonly #finish: Float64Array;
  readonly #rows: SingleRows;

  constructor(workload: CollectiveWorkload, passes: number, ranks: number, context: WorkloadContext) {
    const { observed = [0] } = context;
    this.#workload = workload;
    this.#passes = passes;
    this.#context = context;
    this.#passesDone = new Int32Array(ranks);
    this.#issued = new Float64Array(ranks);
    this.#finish = new Float64Array(ranks).fill(Number.NaN);
    this.#rows = new SingleRows(observed);
  }

  start(): void {
    for (let rank = 0; rank < this.#finish.length; rank++) this.#advance(rank);
  }

  done(sent: number): number {
    const passes = this.#passesDone.reduce((sum, done) => sum + Math.min(done + 1, this.#passes), 0);
    return this.#passes === 0 ? 1 : (sent * passes) / (this.#passesDone.length * this.#passes);
  }

  /** Does the next pass; a collective that sends nothing takes no time. */
  #advance(rank: number): void {
    const { simulator } = this.#context;
    while (this.#passesDone[rank] < this.#passes) {
      if (this.#startPass(rank)) return;
      this.#endPass(rank);
    }
    this.#finish[rank] = simulator.now;
    this.finishedRanks++;
  }

  /** True if there is something to wait for. */
  #startPass(rank: number): boolean {
    const { collective: kind, bytes, root } = this.#workload;
    const { simulator, system } = this.#context;
    this.#issued[rank] = simulator.now;
    const handle = system.issue(
      rank,
      { kind, bytes, priority: "policy", ...(root === undefined ? {} : { root }) },
      () => {
        this.#rows.of(rank)?.addCollective(handle, simulator.now);
        this.#endPass(rank);
        this.#advance(rank);
      },
    );
    return handle.active;
  }

  #endPass(rank: number): void {
    const { simulator, tap } = this.#context;
    const { now } = simulator;
    this.#passesDone[rank]++;
    if (this.#passes > 1) this.#rows.of(rank)?.passFinish.push(now);
    if (!tap?.wants(rank)) return;
    const name = this.#workload.collective;
    const span = { kind: "work-timed", time: now, rank, name, start: this.#issued[rank], end: now } as const;
    tap.tell({ ...span, activity: "communication" });
    if (now > span.start) tap.tell({ ...span, activity: "exposed" });
  }

  report(): WorkloadReport {
    const finish = Array.from(this.#finish, (time) => (Number.isNaN(time) ? null : time));
    return {
      finish,
      compute: finish.map(() => 0),
      view: (rank) => this.#rows.view(rank, this.#workload.collective, finish[rank] ?? 0),
    };
  }

  pending(): Waiter[] {
    const waiters: Waiter[] = [];
    this.#finish.forEach((time, rank) => {
      if (Number.isNaN(time))
        waiters.push({
          rank,
          waitsFor: `the end of its ${this.#workload.collective}`,
          since: this.#issued[rank],
        });
    });
    return waiters;
  }
}
