import {
  AstraError,
  type CollectiveScope,
  defineTrainingLoop,
  didYouMean,
  type Layer,
  type PassKind,
} from "@astra-ts/core";
import { backwardPass, forwardPass } from "./parts.js";
import { dataInnermostScope, dataParallelScope, modelInnermostScope, modelParallelScope } from "./scopes.js";

type Scope = (layer: Layer, index: number, pass: PassKind) => CollectiveScope;

/** Parallelism of a layer, by the name in its 13th column. */
const scopes: Readonly<Record<string, Scope>> = {
  DATA: dataParallelScope,
  DATA_REORDER: dataParallelScope,
  MICRO: dataParallelScope,
  HYBRID_DLRM: dataParallelScope,
  HYBRID_DLRM_ENHANCED: dataParallelScope,
  MODEL: modelParallelScope,
  DISTRIBUTED_INFERENCE: modelParallelScope,
  HYBRID_DATA_MODEL: modelInnermostScope,
  HYBRID_MODEL_DATA: dataInnermostScope,
};

export const hybridCustomized = defineTrainingLoop({
  name: "HYBRID_CUSTOMIZED",
  description: "A parallelism of its own for each layer: DATA, MODEL, HYBRID_DATA_MODEL or HYBRID_MODEL_DATA",
  parameters: ["parallelism"],
  scope(layer, index, pass) {
    const name = layer.parallelism ?? "";
    if (!Object.hasOwn(scopes, name)) {
      throw new AstraError("UNKNOWN_NAME", {
        problem: "unknown parallelism of a layer",
        field: `layers.${index}.parallelism`,
        found: name,
        expected: `one of ${Object.keys(scopes).join(", ")}`,
        hint: didYouMean(name, Object.keys(scopes)),
      });
    }
    return scopes[name](layer, index, pass);
  },
  *run(context) {
    yield* forwardPass(context);
    yield* backwardPass(context, true);
  },
});
