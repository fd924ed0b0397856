import type { TrainingLoop } from "@astra-ts/core";
import { data } from "./data.js";
import { dataReorder } from "./data-reorder.js";
import { distributedInference } from "./distributed-inference.js";
import { hybridCustomized } from "./hybrid-customized.js";
import { hybridDataModel } from "./hybrid-data-model.js";
import { hybridDlrm } from "./hybrid-dlrm.js";
import { hybridDlrmEnhanced } from "./hybrid-dlrm-enhanced.js";
import { hybridModelData } from "./hybrid-model-data.js";
import { hybridTransformer } from "./hybrid-transformer.js";
import { hybridTransformerFwdInBckwd } from "./hybrid-transformer-fwd-in-bckwd.js";
import { micro } from "./micro.js";
import { model } from "./model.js";

/** ASTRA-sim 1.0's training loops, and the one of the tutorial's exercise 4. */
export const builtInLoops: readonly TrainingLoop[] = [
  micro,
  data,
  dataReorder,
  model,
  hybridDataModel,
  hybridModelData,
  hybridCustomized,
  hybridDlrm,
  hybridDlrmEnhanced,
  hybridTransformer,
  hybridTransformerFwdInBckwd,
  distributedInference,
];
