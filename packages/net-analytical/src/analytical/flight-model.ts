import { AstraError, type Dimension, type Shape, type Topology } from "@astra-ts/core";

/** A formula for the time of one message. The fields describe the last message asked about. */
export interface FlightModel {
  /** Time from send to arrival, ns. */
  flight(source: number, destination: number, bytes: number): number;
  /** Dimension that was charged; -1 for none. */
  readonly dimension: number;
  /** The part of the time that does not depend on the size, ns. */
  readonly propagation: number;
}

/** Figures of one dimension, ready for the inner loop. */
export interface Lane {
  readonly dimension: Dimension;
  readonly shape: Shape;
  readonly npus: number;
  /** Rank distance between neighbours. */
  readonly stride: number;
}

export function lanesOf({ dimensions, shapes }: Topology): Lane[] {
  let stride = 1;
  return dimensions.map((dimension, index) => {
    const lane = { dimension, shape: shapes[index], npus: dimension.npus, stride };
    stride *= dimension.npus;
    return lane;
  });
}

/** True where a formula over dimensions tells less than the links do: overrides, graphs given as data, leaf-spine dimensions with uplinks of their own. */
export function needsRoutes({ regular, dimensions }: Topology): boolean {
  return (
    !regular ||
    dimensions.some(
      ({ uplinkBandwidth, uplinkLatency }) => uplinkBandwidth !== undefined || uplinkLatency !== undefined,
    )
  );
}

/** ASTRA-sim 1.0 keeps latencies in 32-bit integers; ours stay exact up to 2^53 ns, beyond which no model of ours can count. */
export function checkedTime(time: number): number {
  if (time <= Number.MAX_SAFE_INTEGER) return time;
  throw new AstraError("TOO_LARGE", {
    problem: `one message would take ${time} ns, more than 100 days`,
    hint: "Check the bandwidth and the size of the collective.",
  });
}
