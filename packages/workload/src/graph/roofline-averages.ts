import type { RooflinePoint } from "./roofline.js";

/** What the roofline says of the compute of each rank, weighted by time. */
export interface RooflineAverages {
  /** Share of compute time in nodes that peak performance bounds, 0 to 1. */
  readonly computeBound: number[];
  /** Shares of peak performance and of memory bandwidth, 0 to 1. */
  readonly computeUtilization: number[];
  readonly memoryUtilization: number[];
  /** Operations per byte. */
  readonly intensity: number[];
}

/** Sums for these averages, rank by rank. */
export class RooflineSums {
  readonly #bound: Float64Array;
  readonly #compute: Float64Array;
  readonly #memory: Float64Array;
  readonly #intensity: Float64Array;
  /** Time of all compute nodes; ASTRA-sim 2.x starts from 1 ns so as not to divide by zero. */
  readonly #time: Float64Array;

  constructor(ranks: number) {
    this.#bound = new Float64Array(ranks);
    this.#compute = new Float64Array(ranks);
    this.#memory = new Float64Array(ranks);
    this.#intensity = new Float64Array(ranks);
    this.#time = new Float64Array(ranks).fill(1);
  }

  add(rank: number, point: RooflinePoint): void {
    const { time, intensity, computeUtilization, memoryUtilization, isComputeBound } = point;
    if (isComputeBound) this.#bound[rank] += time;
    this.#compute[rank] += computeUtilization * time;
    this.#memory[rank] += memoryUtilization * time;
    this.#intensity[rank] += intensity * time;
  }

  /** A compute node of accelerator or CPU took `time` ns. */
  addTime(rank: number, time: number): void {
    this.#time[rank] += time;
  }

  averages(): RooflineAverages {
    const average = (sums: Float64Array) => Array.from(sums, (sum, rank) => sum / this.#time[rank]);
    return {
      computeBound: average(this.#bound),
      computeUtilization: average(this.#compute),
      memoryUtilization: average(this.#memory),
      intensity: average(this.#intensity),
    };
  }
}
