import type { LaggedFibonacci } from "../random/lagged-fibonacci.js";
import type { Allocator } from "./allocator.js";
import { LonelyOutputAllocator } from "./lonely-output.js";
import { MaximumSizeAllocator } from "./maximum-size.js";
import { ParallelIterativeAllocator } from "./parallel-iterative.js";
import { SeparableAllocator } from "./separable.js";
import { WavefrontAllocator } from "./wavefront.js";

/** How requests are matched with outputs. */
export interface AllocatorChoice {
  readonly kind: AllocatorKind;
  /** Of the kinds that have any. */
  readonly iterations: number;
}

export const allocatorKinds = [
  "islip",
  "separable_input_first",
  "separable_output_first",
  "wavefront",
  "rr_wavefront",
  "pim",
  "loa",
  "max_size",
] as const;

export type AllocatorKind = (typeof allocatorKinds)[number];

export function createAllocator(
  { kind, iterations }: AllocatorChoice,
  inputs: number,
  outputs: number,
  random: LaggedFibonacci,
): Allocator {
  switch (kind) {
    case "islip":
      return new SeparableAllocator(inputs, outputs, {
        first: "outputs",
        heedsPriorities: false,
        iterations,
      });
    case "separable_input_first":
      return new SeparableAllocator(inputs, outputs, {
        first: "inputs",
        heedsPriorities: true,
        iterations: 1,
      });
    case "separable_output_first":
      return new SeparableAllocator(inputs, outputs, {
        first: "outputs",
        heedsPriorities: true,
        iterations: 1,
      });
    case "wavefront":
    case "rr_wavefront":
      return new WavefrontAllocator(inputs, outputs, kind === "rr_wavefront");
    case "pim":
      return new ParallelIterativeAllocator(inputs, outputs, iterations, random);
    case "loa":
      return new LonelyOutputAllocator(inputs, outputs);
    case "max_size":
      return new MaximumSizeAllocator(inputs, outputs);
  }
}
