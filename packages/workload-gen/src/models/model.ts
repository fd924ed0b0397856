import type { ImageModel } from "./convolution-model.js";
import type { RecommendationModel } from "./recommendation-model.js";
import type { TransformerModel } from "./transformer-model.js";

/** A model of the zoo, of whichever family. */
export type Model = TransformerModel | ImageModel | RecommendationModel;
