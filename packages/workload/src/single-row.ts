import type { CollectiveHandle, LayerResult } from "@astra-ts/core";
import { CollectiveDelays } from "./collective-delays.js";

/** The one row that a workload without layers reports for rank 0: its computes, collectives and messages, all of them as a forward pass. */
export class SingleRow {
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

  /** `finish`: when rank 0 was done. What was not compute counts as exposed communication. */
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

function forward(time: number): LayerResult["compute"] {
  return { forward: time, inputGradient: 0, weightGradient: 0 };
}
