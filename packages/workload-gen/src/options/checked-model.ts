import { type ComputeModel, defineComputeModel, validateOptions } from "@astra-ts/core";

/** A model that checks its options itself, so that a library that makes it by hand hears of wrong ones too. Its schema must take what it gives. */
export function checkedModel<Options>(model: ComputeModel<Options>): ComputeModel<Options> {
  const what = `the compute model "${model.name}"`;
  return defineComputeModel({
    ...model,
    create: (options) => model.create(validateOptions(model.options, options, "", what)),
  });
}
