import { type ComputeModel, validateOptions } from "@astra-ts/core";

/** Options of a compute model with its defaults filled in. */
export function optionsOf<Options>(model: ComputeModel<Options>, options: object): Options {
  return validateOptions(model.options, options, "options", `the compute model ${model.name}`);
}
