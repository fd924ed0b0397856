import type { CollectiveScope, Layer, PassKind } from "@astra-ts/core";

/** Data parallel: every NPU holds the whole model, so that only weight gradients travel, between all. */
export function dataParallelScope(_layer: Layer, _index: number, pass: PassKind): CollectiveScope {
  return pass === "weightGradient" ? "all" : "none";
}

/** Model parallel: every NPU holds a slice of each layer, so that activations travel between all and weight gradients stay. */
export function modelParallelScope(_layer: Layer, _index: number, pass: PassKind): CollectiveScope {
  return pass === "weightGradient" ? "none" : "all";
}

/** Slices of a layer along dimension 0, copies along the others. */
export function modelInnermostScope(_layer: Layer, _index: number, pass: PassKind): CollectiveScope {
  return pass === "weightGradient" ? "others" : "first";
}

/** Copies of a layer along dimension 0, slices along the others. */
export function dataInnermostScope(_layer: Layer, _index: number, pass: PassKind): CollectiveScope {
  return pass === "weightGradient" ? "first" : "others";
}

/** Slices within a model-parallel group of a given size, copies between groups. */
export function modelGroupScope(_layer: Layer, _index: number, pass: PassKind): CollectiveScope {
  return pass === "weightGradient" ? "data" : "model";
}

/** DLRM: the embedding tables (layer 0) are spread over all NPUs, the layers after it are data parallel. */
export function recommendationScope(layer: Layer, index: number, pass: PassKind): CollectiveScope {
  return index === 0 ? "all" : dataParallelScope(layer, index, pass);
}
