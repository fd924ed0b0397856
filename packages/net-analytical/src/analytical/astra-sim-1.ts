import type { Topology } from "@astra-ts/core";
import { checkedTime, type FlightModel, type Lane, lanesOf } from "./flight-model.js";

/**
 * The formula of ASTRA-sim 1.0's analytical network. Only the outermost dimension in which source and destination differ is charged: hops x latency, size over the pooled
 * bandwidth of the dimension's links, a network interface at each end, a router per switch; truncated to whole ns after every term. The memory term is a lower limit.
 */
export class AstraSim1Flight implements FlightModel {
  dimension = -1;
  propagation = 0;
  readonly #lanes: readonly Lane[];
  readonly #strides: Float64Array;
  readonly #bandwidth: Float64Array;
  readonly #nics: Float64Array;
  readonly #router: Float64Array;

  constructor(topology: Topology) {
    this.#lanes = lanesOf(topology);
    const figures = (figure: (lane: Lane) => number) => Float64Array.from(this.#lanes, figure);
    this.#strides = figures(({ stride }) => stride);
    this.#bandwidth = figures(({ dimension, shape }) =>
      dimension.npus === 1
        ? dimension.bandwidth
        : dimension.bandwidth * (shape.pooledLinks?.(dimension) ?? shape.parallel(dimension)),
    );
    this.#nics = figures(({ dimension }) => 2 * (dimension.nicLatency ?? 0));
    this.#router = figures(({ dimension, shape }) =>
      shape.switches(dimension) > 0 ? (dimension.routerLatency ?? 0) : 0,
    );
  }

  flight(source: number, destination: number, bytes: number): number {
    const strides = this.#strides;
    let index = strides.length;
    let from: number;
    let to: number;
    // Ranks differ in a dimension or outside it exactly where their quotients by its stride differ.
    do {
      if (--index < 0) {
        this.dimension = -1;
        this.propagation = 0;
        return 0;
      }
      from = Math.floor(source / strides[index]);
      to = Math.floor(destination / strides[index]);
    } while (from === to);
    this.dimension = index;
    const { npus, dimension, shape } = this.#lanes[index];
    const hops = shape.hops(dimension, from % npus, to % npus);
    const afterLinks = Math.floor(hops * dimension.latency);
    const serialized = Math.floor(afterLinks + bytes / this.#bandwidth[index]);
    const throughNics = Math.floor(serialized + this.#nics[index]);
    const time = Math.floor(throughNics + this.#router[index] * (hops - 1));
    this.propagation = time - (serialized - afterLinks);
    const { memory } = dimension;
    if (memory === undefined) return checkedTime(time);
    return checkedTime(Math.max(time, (memory.latency + bytes / memory.bandwidth) * memory.scale));
  }
}
