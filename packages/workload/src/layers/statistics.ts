import {
  type CollectiveHandle,
  type LayerResult,
  type LayerWorkload,
  type PassKind,
  passKinds,
  Stretches,
} from "@astra-ts/core";
import { CollectiveDelays } from "../collective-delays.js";
import { layerOf, passIndex } from "./pass-index.js";

/** Times of one rank by layer and pass, ns. */
export class LayerStatistics {
  /** When the rank ended each pass. */
  readonly passFinish: number[] = [];
  readonly computing = new Stretches();
  readonly #workload: LayerWorkload;
  readonly #compute: Float64Array;
  readonly #exposed: Float64Array;
  readonly #communication: Float64Array;
  readonly #delays: CollectiveDelays[];

  constructor(workload: LayerWorkload) {
    this.#workload = workload;
    const passes = workload.layers.length * passKinds.length;
    this.#compute = new Float64Array(passes);
    this.#exposed = new Float64Array(passes);
    this.#communication = new Float64Array(passes);
    this.#delays = workload.layers.map(() => new CollectiveDelays());
  }

  compute(pass: number, start: number, time: number): void {
    this.#compute[pass] += time;
    this.computing.add(start, start + time);
  }

  exposed(pass: number, time: number): void {
    this.#exposed[pass] += time;
  }

  communication(pass: number, time: number, handle: CollectiveHandle): void {
    this.#communication[pass] += time;
    this.#delays[layerOf(pass)].add(handle);
  }

  layers(): LayerResult[] {
    return this.#workload.layers.map(({ name }, layer) => {
      const byPass = (times: Float64Array): Record<PassKind, number> => ({
        forward: times[passIndex(layer, "forward")],
        inputGradient: times[passIndex(layer, "inputGradient")],
        weightGradient: times[passIndex(layer, "weightGradient")],
      });
      return {
        name,
        compute: byPass(this.#compute),
        exposedCommunication: byPass(this.#exposed),
        communication: byPass(this.#communication),
        ...this.#delays[layer].means(),
      };
    });
  }
}
