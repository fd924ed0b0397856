import {
  AstraError,
  type GraphColumns,
  kindNumber,
  type Layer,
  type LayerPass,
  type LayerWorkload,
  PackedGraph,
} from "@astra-ts/core";

/** Factors on the numbers of a workload. */
export interface WorkloadScale {
  compute: number;
  communication: number;
}

/**
 * A workload with its compute times and collective sizes scaled as ASTRA-sim 1.0 does: value and factor are rounded to single precision, multiplied in single precision,
 * and the product is cut to a whole number. Values above 2^24 lose their low bits even at factor 1 (36,290,323 becomes 36,290,324). Update times stay.
 */
export function scaleWorkload(workload: LayerWorkload, scale: WorkloadScale): LayerWorkload {
  return { ...workload, layers: workload.layers.map((layer) => scaleLayer(layer, scale)) };
}

function scaleLayer(layer: Layer, scale: WorkloadScale): Layer {
  return {
    ...layer,
    forward: scalePass(layer.forward, scale),
    inputGradient: scalePass(layer.inputGradient, scale),
    weightGradient: scalePass(layer.weightGradient, scale),
  };
}

function scalePass({ compute, communication, bytes }: LayerPass, scale: WorkloadScale): LayerPass {
  return {
    compute: scaleSingle(compute, scale.compute),
    communication,
    bytes: scaleSingle(bytes, scale.communication),
  };
}

/** `trunc(f32(f32(value) * f32(factor)))`. The product of two singles is exact in a double, so one rounding at the end is the single-precision product. */
export function scaleSingle(value: number, factor: number): number {
  return Math.trunc(Math.fround(Math.fround(value) * Math.fround(factor)));
}

/** Bytes times a factor, as a whole number; what was something stays something. Throws TOO_LARGE beyond what a double counts one by one. */
export function scaleBytes(bytes: number, factor: number): number {
  if (factor === 1 || !(bytes > 0)) return bytes;
  const scaled = Math.max(1, Math.round(bytes * factor));
  if (Number.isSafeInteger(scaled)) return scaled;
  throw new AstraError("TOO_LARGE", {
    field: "communicationScale",
    problem: `the size of ${bytes} B becomes too large`,
    found: factor,
    expected: `a factor that leaves sizes below ${Number.MAX_SAFE_INTEGER} B`,
  });
}

/** A graph with the recorded times of its compute nodes, on whatever resource, and the sizes of its collectives and messages scaled. Accesses to memory stay. */
export function scaleGraph(graph: PackedGraph, { compute, communication }: WorkloadScale): PackedGraph {
  if (compute === 1 && communication === 1) return graph;
  const { columns } = graph;
  const durations = columns.durations.slice();
  const bytes = columns.bytes.slice();
  for (let node = 0; node < graph.length; node++) {
    if (columns.kinds[node] === kindNumber.compute) durations[node] *= compute;
    else if (isCommunication(columns, node)) bytes[node] = scaleBytes(bytes[node], communication);
  }
  return new PackedGraph({ ...columns, durations, bytes });
}

function isCommunication({ kinds }: GraphColumns, node: number): boolean {
  const kind = kinds[node];
  return kind === kindNumber.collective || kind === kindNumber.send || kind === kindNumber.receive;
}
