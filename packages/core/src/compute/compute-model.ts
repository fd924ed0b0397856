import type { StandardSchema } from "../schema/standard-schema.js";
import type { Operation } from "./operation.js";

/** One accelerator, ready to be asked. */
export interface ComputeTimer {
  /** Time of one operation on one NPU, ns; finite, 0 or more, not necessarily whole. The same operation always takes the same time. */
  time(operation: Operation): number;
  /** Most that it computes in products of matrices, FLOP per ns; absent: there is no such limit. */
  readonly peakFlops?: number;
}

/** A model of an accelerator's speed, as a plugin entry: plain data and a factory. */
export interface ComputeModel<Options = unknown> {
  readonly name: string;
  /** One line. */
  readonly description: string;
  readonly options: StandardSchema<Options>;
  /** An accelerator with these options, ready to be asked. */
  create(options: Options): ComputeTimer;
}

/** Identity function that checks the type and keeps the options' type. */
export function defineComputeModel<Options>(model: ComputeModel<Options>): ComputeModel<Options> {
  return model;
}
