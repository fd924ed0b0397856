import type { CollectiveHandle, LayerResult } from "@astra-ts/core";

/** The one row that a workload without layers reports: its collectives and messages, and no more. */
export interface SingleRow {
  compute(time: number): void;
  /** A collective that ended at `now`. */
  addCollective(handle: CollectiveHandle, now: number): void;
  /** Communication that is no collective. */
  addCommunication(time: number): void;
  /** `finish`: when rank 0 was done. What was not compute counts as exposed communication. */
  result(name: string, finish: number): LayerResult;
}

export function singleRow(): SingleRow {
  let compute = 0;
  let communication = 0;
  let collectives = 0;
  const queueing: number[] = [];
  const network: number[] = [];
  const add = (sums: number[], values: readonly number[]): void =>
    values.forEach((value, phase) => {
      sums[phase] = (sums[phase] ?? 0) + value;
    });
  const forward = (time: number) => ({ forward: time, inputGradient: 0, weightGradient: 0 });
  return {
    compute(time) {
      compute += time;
    },
    addCollective(handle, now) {
      collectives++;
      communication += now - handle.issued;
      add(queueing, handle.queueingDelay);
      add(network, handle.networkDelay);
    },
    addCommunication(time) {
      communication += time;
    },
    result: (name, finish) => ({
      name,
      compute: forward(compute),
      exposedCommunication: forward(finish - compute),
      communication: forward(communication),
      collectives,
      queueingDelay: queueing.map((sum) => sum / collectives),
      networkDelay: network.map((sum) => sum / collectives),
    }),
  };
}
