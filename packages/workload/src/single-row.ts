import { type CollectiveHandle, type LayerResult, type RankView, Stretches } from "@astra-ts/core";
import { CollectiveDelays } from "./collective-delays.js";

/** The one row that a workload without layers reports for a rank: its computes, collectives and messages, all of them as a forward pass. */
export class SingleRow {
  /** When each of several passes ended, ns. */
  readonly passFinish: number[] = [];
  readonly busy = {
    compute: new Stretches(),
    message: new Stretches(),
    memory: new Stretches(),
    cpu: new Stretches(),
    partner: new Stretches(),
  };
  #compute = 0;
  #communication = 0;
  readonly #delays = new CollectiveDelays();

  addCompute(time: number): void {
    this.#compute += time;
  }

  /** A collective that ended at `now`. */
  addCollective(handle: CollectiveHandle, now: number): void {
    this.#communication += now - handle.issued;
    this.#delays.add(handle);
  }

  /** A send or receive. */
  addMessage(time: number): void {
    this.#communication += time;
  }

  /** For `RankView.busy`. */
  busySpans(): NonNullable<RankView["busy"]> {
    return Object.fromEntries(Object.entries(this.busy).map(([kind, { instants }]) => [kind, instants]));
  }

  /** `finish`: when the rank was done. What was not compute counts as exposed communication. */
  result(name: string, finish: number): LayerResult {
    return {
      name,
      compute: forward(this.#compute),
      exposedCommunication: forward(finish - this.#compute),
      communication: forward(this.#communication),
      ...this.#delays.means(),
    };
  }
}

/** A row for each observed rank. */
export class SingleRows {
  readonly #rows: ReadonlyMap<number, SingleRow>;

  constructor(observed: readonly number[]) {
    this.#rows = new Map(observed.map((rank) => [rank, new SingleRow()]));
  }

  /** The row of a rank; undefined where that is not observed. */
  of(rank: number): SingleRow | undefined {
    return this.#rows.get(rank);
  }

  /** A run as a rank sees it that was done at `finish`. */
  view(rank: number, name: string, finish: number): RankView {
    const row = this.#rows.get(rank)!;
    return { layers: [row.result(name, finish)], passFinish: row.passFinish, busy: row.busySpans() };
  }
}

function forward(time: number): LayerResult["compute"] {
  return { forward: time, inputGradient: 0, weightGradient: 0 };
}
