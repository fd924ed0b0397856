/** What one training step gets done over all NPUs: with it, a run is told in items per second and as a share of what the NPUs could compute. */
export interface StepWork {
  /** What is trained on: `token`, `image`, `sample`. */
  readonly item: string;
  readonly items: number;
  /** Floating-point operations of the model's products of matrices; what is computed again does not count. */
  readonly flops: number;
  /** Most that one NPU computes of them, FLOP per ns; absent: not known. */
  readonly peakFlops?: number;
}

/** How fast a run trained, for a workload that says what a step gets done. */
export interface TrainingRate {
  /** What was trained on: `token`, `image`, `sample`. */
  item: string;
  /** Items of one step, over all NPUs. */
  items: number;
  /** Steps that were run. */
  steps: number;
  /** Items per second, over all NPUs. */
  itemsPerSecond: number;
  /** The model's floating-point operations of one NPU, per ns (so GFLOP/s). */
  flopsPerNpu: number;
  /** Model FLOPs utilisation (Chowdhery et al., arXiv:2204.02311, section 4.1): that, over the peak of the NPU. Absent where the peak is not known. */
  utilization?: number;
}

/** The rate of `steps` steps that took `time` ns on `npus` NPUs; nothing where no time passed. */
export function trainingRate(
  { item, items, flops, peakFlops }: StepWork,
  { steps, time, npus }: { steps: number; time: number; npus: number },
): TrainingRate | undefined {
  if (time <= 0) return undefined;
  const flopsPerNpu = (flops * steps) / (time * npus);
  return {
    item,
    items,
    steps,
    itemsPerSecond: (items * steps * 1e9) / time,
    flopsPerNpu,
    ...(peakFlops === undefined ? {} : { utilization: flopsPerNpu / peakFlops }),
  };
}
