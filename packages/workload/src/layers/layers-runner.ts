import {
  type Activity,
  type CollectiveHandle,
  type CollectiveRequest,
  type LayerWorkload,
  type PassKind,
  passKinds,
  type RunningWorkload,
  type Waiter,
  type WorkloadContext,
  type WorkloadReport,
} from "@astra-ts/core";
import { type ComputePace, computePace } from "../compute-pace.js";
import { layerOf, passOf } from "./pass-index.js";
import { operation, type Script } from "./script.js";
import { LayerStatistics } from "./statistics.js";

const nothing = -1;

/** What a rank that stands still waits for. */
const waiting = { no: 0, settle: 1, issue: 2, drain: 3 } as const;

const passNames: Record<PassKind, string> = {
  forward: "forward",
  inputGradient: "input-gradient",
  weightGradient: "weight-gradient",
};

/**
 * All ranks' way through the script of a training loop, with ASTRA-sim 1.0's timing. State is a few numbers per rank, and one counter per rank and
 * collective in the script.
 *
 * A collective is *applied* the layer's update time after its last chunk; until then it counts as under way. A rank is finished when it has done all
 * passes and all its collectives are applied. Statistics are kept of the observed ranks.
 */
export class LayersRunner implements RunningWorkload {
  finishedRanks = 0;

  readonly #workload: LayerWorkload;
  readonly #script: Script;
  readonly #requests: readonly (CollectiveRequest | undefined)[];
  readonly #passes: number;
  readonly #context: WorkloadContext;
  readonly #ranks: number;
  readonly #statistics: ReadonlyMap<number, LayerStatistics>;
  /** Number of a collective among those of the script, by `passIndex`; -1 for one that is never issued. */
  readonly #slots: Int32Array;
  readonly #slotCount: number;
  /** Work of the commands before each position of the script, and of all of them. */
  readonly #begun: Float64Array;

  readonly #position: Int32Array;
  readonly #passesDone: Int32Array;
  readonly #waiting: Uint8Array;
  /** The `passIndex` that a waiting rank waits for, and since when. */
  readonly #waitPass: Int32Array;
  readonly #waitSince: Float64Array;
  /** Chunks issued and not yet applied. */
  readonly #openChunks: Float64Array;
  readonly #finish: Float64Array;
  /** Compute time, ns. */
  readonly #computed: Float64Array;
  /** Collectives under way by rank and slot; whether the last one was issued to be waited for. */
  readonly #underWay: Uint32Array;
  readonly #lastWaits: Uint8Array;
  readonly #resume: (() => void)[] = [];
  readonly #pace: ComputePace | undefined;

  constructor(
    workload: LayerWorkload,
    script: Script,
    requests: readonly (CollectiveRequest | undefined)[],
    passes: number,
    ranks: number,
    context: WorkloadContext,
  ) {
    this.#workload = workload;
    this.#script = script;
    this.#requests = requests;
    this.#passes = passes;
    this.#context = context;
    this.#ranks = ranks;
    this.#pace = computePace(context.speeds, () => this.#tick);
    const { observed = [0] } = context;
    this.#statistics = new Map(observed.map((rank) => [rank, new LayerStatistics(workload)]));
    this.#computed = new Float64Array(ranks);
    const { slots, count } = slotsOf(script, requests);
    this.#slots = slots;
    this.#slotCount = count;
    this.#begun = workBefore(script, requests);
    this.#position = new Int32Array(ranks);
    this.#passesDone = new Int32Array(ranks);
    this.#waiting = new Uint8Array(ranks);
    this.#waitPass = new Int32Array(ranks).fill(nothing);
    this.#waitSince = new Float64Array(ranks);
    this.#openChunks = new Float64Array(ranks);
    this.#finish = new Float64Array(ranks).fill(Number.NaN);
    this.#underWay = new Uint32Array(ranks * this.#slotCount);
    this.#lastWaits = new Uint8Array(ranks * this.#slotCount);
    for (let rank = 0; rank < ranks; rank++) this.#resume.push(() => this.#advance(rank));
  }

  start(): void {
    for (let rank = 0; rank < this.#ranks; rank++) this.#advance(rank);
  }

  /** By the bytes of the collectives that have been issued; by commands where there are none. */
  done(sent: number): number {
    const all = this.#begun.at(-1)!;
    let sum = 0;
    for (let rank = 0; rank < this.#ranks; rank++)
      sum += this.#passesDone[rank] * all + this.#begun[this.#position[rank]];
    return this.#ranks * this.#passes * all === 0 ? 1 : (sent * sum) / (this.#ranks * this.#passes * all);
  }

  get #tick(): number {
    return Math.trunc(this.#context.simulator.now);
  }

  /** Follow the script until the rank has to wait. */
  #advance(rank: number): void {
    const { operations, passes, closingStep } = this.#script;
    for (;;) {
      if (this.#passesDone[rank] === this.#passes) {
        this.#tryToFinish(rank);
        return;
      }
      const position = this.#position[rank];
      if (position === operations.length) {
        this.#endPass(rank);
        if (!closingStep) continue;
        this.#context.agenda.after(rank, 1, this.#resume[rank]);
        return;
      }
      const pass = passes[position];
      switch (operations[position]) {
        case operation.compute: {
          this.#position[rank] = position + 1;
          if (this.#compute(rank, pass)) return;
          break;
        }
        case operation.issue:
        case operation.issueFirst:
          this.#position[rank] = position + 1;
          this.#issue(rank, pass, operations[position] === operation.issueFirst, false);
          break;
        case operation.issueAndWait:
          this.#position[rank] = position + 1;
          if (this.#issue(rank, pass, false, true)) {
            this.#wait(rank, waiting.issue, pass);
            return;
          }
          break;
        case operation.settle:
          if (this.#isUnderWay(rank, pass)) {
            this.#wait(rank, waiting.settle, pass);
            return;
          }
          this.#position[rank] = position + 1;
          break;
        default:
          this.#position[rank] = position + 1;
          this.#context.agenda.after(rank, 1, this.#resume[rank]);
          return;
      }
    }
  }

  #wait(rank: number, kind: number, pass: number): void {
    this.#waiting[rank] = kind;
    this.#waitPass[rank] = pass;
    this.#waitSince[rank] = this.#tick;
  }

  #endPass(rank: number): void {
    this.#passesDone[rank]++;
    this.#position[rank] = 0;
    if (this.#script.closingStep) this.#statistics.get(rank)?.passFinish.push(this.#tick);
  }

  /** True if the rank is busy until its agenda resumes it. A compute time of 0 takes no event at all. */
  #compute(rank: number, pass: number): boolean {
    const usual = this.#passOf(pass).compute;
    if (usual === 0) return false;
    const compute = this.#pace?.(rank, usual) ?? usual;
    this.#computed[rank] += compute;
    this.#statistics.get(rank)?.compute(pass, this.#tick, compute);
    if (this.#context.tap?.wants(rank)) {
      const start = this.#tick;
      this.#tell(rank, "compute", this.#name(pass), start, start + compute);
    }
    this.#context.agenda.after(rank, compute, this.#resume[rank]);
    return true;
  }

  /** True if there is something to wait for. */
  #issue(rank: number, pass: number, first: boolean, waits: boolean): boolean {
    const request = this.#requests[pass];
    if (request === undefined) return false;
    const issued = this.#tick;
    const handle = this.#context.system.issue(
      rank,
      first ? { ...request, priority: "highest" } : request,
      () => this.#done(rank, pass, issued, handle),
    );
    if (!handle.active) return false;
    const slot = rank * this.#slotCount + this.#slots[pass];
    this.#underWay[slot]++;
    this.#lastWaits[slot] = waits ? 1 : 0;
    this.#openChunks[rank] += handle.chunks;
    return true;
  }

  #isUnderWay(rank: number, pass: number): boolean {
    const slot = this.#slots[pass];
    return slot !== nothing && this.#underWay[rank * this.#slotCount + slot] > 0;
  }

  #done(rank: number, pass: number, issued: number, handle: CollectiveHandle): void {
    const { updateTime } = this.#workload.layers[layerOf(pass)];
    this.#context.agenda.after(rank, updateTime, () => this.#applied(rank, pass, issued, handle));
  }

  #applied(rank: number, pass: number, issued: number, handle: CollectiveHandle): void {
    const now = this.#tick;
    const slot = rank * this.#slotCount + this.#slots[pass];
    const isLast = --this.#underWay[slot] === 0;
    this.#statistics.get(rank)?.communication(pass, now - issued, handle);
    if (this.#context.tap?.wants(rank)) {
      const name = `${this.#name(pass)} ${this.#passOf(pass).communication}`;
      this.#tell(rank, "communication", name, issued, now);
    }
    if (isLast && this.#lastWaits[slot] === 1) this.#wake(rank, pass, issued);
    else if (this.#waitPass[rank] === pass && this.#waiting[rank] !== waiting.issue)
      this.#wake(rank, pass, this.#waitSince[rank]);
    // Only now do the chunks count as finished: a rank that was just woken does not see the end of the run yet.
    this.#openChunks[rank] -= handle.chunks;
    if (this.#waiting[rank] === waiting.drain) this.#tryToFinish(rank);
  }

  /** Count the time since `since` as exposed and go on. */
  #wake(rank: number, pass: number, since: number): void {
    const now = this.#tick;
    this.#statistics.get(rank)?.exposed(pass, now - since);
    if (now > since && this.#context.tap?.wants(rank))
      this.#tell(rank, "exposed", this.#name(pass), since, now);
    this.#waitPass[rank] = nothing;
    this.#waitSince[rank] = now;
    if (this.#waiting[rank] === waiting.drain) return;
    this.#waiting[rank] = waiting.no;
    this.#advance(rank);
  }

  /** All passes are done: the rank is finished once all its collectives are applied. Until then it waits for the first layer's weight gradient, if that is under way. */
  #tryToFinish(rank: number): void {
    if (this.#openChunks[rank] === 0) {
      this.#tellDrain(rank);
      this.#waiting[rank] = waiting.no;
      this.#finish[rank] = this.#tick;
      this.finishedRanks++;
    } else if (this.#waiting[rank] !== waiting.drain) {
      const pass = passKinds.indexOf("weightGradient");
      this.#wait(rank, waiting.drain, this.#isUnderWay(rank, pass) ? pass : nothing);
    }
  }

  /** The wait for what is still under way when all is computed belongs to no layer. */
  #tellDrain(rank: number): void {
    const since = this.#waitSince[rank];
    if (this.#waiting[rank] !== waiting.drain || this.#tick <= since) return;
    if (this.#context.tap?.wants(rank))
      this.#tell(rank, "exposed", "collectives still under way", since, this.#tick);
  }

  #tell(rank: number, activity: Activity, name: string, start: number, end: number): void {
    const { simulator, tap } = this.#context;
    tap?.tell({ kind: "work-timed", time: simulator.now, rank, activity, name, start, end });
  }

  #passOf(pass: number) {
    return this.#workload.layers[layerOf(pass)][passOf(pass)];
  }

  #name(pass: number): string {
    const { name } = this.#workload.layers[layerOf(pass)];
    return `${name} ${passNames[passOf(pass)]}`;
  }

  report(): WorkloadReport {
    return {
      finish: Array.from(this.#finish, (time) => (Number.isNaN(time) ? null : time)),
      compute: [...this.#computed],
      view: (rank) => {
        const statistics = this.#statistics.get(rank)!;
        return {
          layers: statistics.layers(),
          passFinish: statistics.passFinish,
          busy: { compute: statistics.computing.instants },
        };
      },
    };
  }

  pending(): Waiter[] {
    const waiters: Waiter[] = [];
    for (let rank = 0; rank < this.#ranks; rank++) {
      if (!Number.isNaN(this.#finish[rank])) continue;
      const pass = this.#waitPass[rank];
      waiters.push({
        rank,
        waitsFor:
          pass === nothing
            ? `the end of ${this.#openChunks[rank]} chunks, all passes being done`
            : `the ${this.#passOf(pass).communication} of ${this.#name(pass)}`,
        since: this.#waitSince[rank],
      });
    }
    return waiters;
  }
}

/** Numbers the collectives that the script issues. */
function slotsOf(
  script: Script,
  requests: readonly (CollectiveRequest | undefined)[],
): { slots: Int32Array; count: number } {
  const slots = new Int32Array(requests.length).fill(nothing);
  let count = 0;
  script.operations.forEach((code, position) => {
    const pass = script.passes[position];
    const issues =
      code === operation.issue || code === operation.issueFirst || code === operation.issueAndWait;
    if (issues && requests[pass] !== undefined && slots[pass] === nothing) slots[pass] = count++;
  });
  return { slots, count };
}

/** Bytes of the collectives that are issued before each position of the script; where there are none, commands. */
function workBefore(
  { operations, passes }: Script,
  requests: readonly (CollectiveRequest | undefined)[],
): Float64Array {
  const sums = new Float64Array(operations.length + 1);
  operations.forEach((code, position) => {
    const issues =
      code === operation.issue || code === operation.issueFirst || code === operation.issueAndWait;
    sums[position + 1] = sums[position] + (issues ? (requests[passes[position]]?.bytes ?? 0) : 0);
  });
  return sums.at(-1)! > 0 ? sums : sums.map((_, position) => position);
}
