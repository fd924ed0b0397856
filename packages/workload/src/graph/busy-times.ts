/** What time of an NPU is counted apart. */
export const busyClasses = ["compute", "cpu", "communication", "memory", "marker"] as const;

/** One of these. */
export type BusyClass = (typeof busyClasses)[number];

const classes = busyClasses.length;
const compute = busyClasses.indexOf("compute");
const communication = busyClasses.indexOf("communication");

/** How long each NPU had something of each class under way: overlapping nodes of one class count once. */
export class BusyTimes {
  readonly #underWay: Int32Array;
  readonly #since: Float64Array;
  readonly #total: Float64Array;
  readonly #overlap: Float64Array;
  /** Since when a rank has both computed and communicated. */
  readonly #bothSince: Float64Array;

  constructor(ranks: number) {
    this.#underWay = new Int32Array(ranks * classes);
    this.#since = new Float64Array(ranks * classes);
    this.#total = new Float64Array(ranks * classes);
    this.#overlap = new Float64Array(ranks);
    this.#bothSince = new Float64Array(ranks);
  }

  /** A node of class number `index` starts. */
  start(rank: number, index: number, now: number): void {
    const place = rank * classes + index;
    if (this.#underWay[place]++ > 0) return;
    this.#since[place] = now;
    if (this.#hasBoth(rank, index)) this.#bothSince[rank] = now;
  }

  end(rank: number, index: number, now: number): void {
    const place = rank * classes + index;
    if (this.#underWay[place] === 1) {
      this.#total[place] += now - this.#since[place];
      if (this.#hasBoth(rank, index)) this.#overlap[rank] += now - this.#bothSince[rank];
    }
    this.#underWay[place]--;
  }

  /** By rank, ns. */
  totals(name: BusyClass): number[] {
    const index = busyClasses.indexOf(name);
    return Array.from(this.#overlap, (_, rank) => this.#total[rank * classes + index]);
  }

  /** Time in which a rank computed and communicated, by rank, ns. */
  get overlaps(): number[] {
    return Array.from(this.#overlap);
  }

  #hasBoth(rank: number, index: number): boolean {
    if (index !== compute && index !== communication) return false;
    const place = rank * classes;
    return this.#underWay[place + compute] > 0 && this.#underWay[place + communication] > 0;
  }
}
