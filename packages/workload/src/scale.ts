import type { Layer, LayerPass, LayerWorkload } from "@astra-ts/core";

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
