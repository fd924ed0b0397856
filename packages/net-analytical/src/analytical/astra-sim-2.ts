import type { Topology } from "@astra-ts/core";
import { checkedTime, type FlightModel, type Lane, lanesOf } from "./flight-model.js";

/**
 * The congestion-unaware formula of ASTRA-sim 2.x: floor(hops x latency + size / bandwidth) of the innermost dimension in which source and destination differ.
 * The bandwidth is that of the way to one neighbour; the size is charged once, whatever the hops.
 */
export class AstraSim2Flight implements FlightModel {
  dimension = -1;
  propagation = 0;
  readonly #lanes: readonly Lane[];
  readonly #bandwidth: Float64Array;

  constructor(topology: Topology) {
    this.#lanes = lanesOf(topology);
    this.#bandwidth = Float64Array.from(this.#lanes, ({ dimension, shape }) =>
      dimension.npus === 1 ? dimension.bandwidth : dimension.bandwidth * shape.parallel(dimension),
    );
  }

  flight(source: number, destination: number, bytes: number): number {
    for (let index = 0; index < this.#lanes.length; index++) {
      const { stride, npus, dimension, shape } = this.#lanes[index];
      const from = Math.floor(source / stride) % npus;
      const to = Math.floor(destination / stride) % npus;
      if (from === to) continue;
      const latency = shape.hops(dimension, from, to) * dimension.latency;
      this.dimension = index;
      this.propagation = Math.floor(latency);
      return checkedTime(Math.floor(latency + bytes / this.#bandwidth[index]));
    }
    this.dimension = -1;
    this.propagation = 0;
    return 0;
  }
}
