import type { Parallelism } from "../plan/parallelism.js";
import type { Plan } from "../plan/planned-layer.js";
import type { Model } from "./model.js";
import { planImage } from "./plan-image.js";
import { planRecommendation, type RecommendationPlan } from "./plan-recommendation.js";
import { planTransformer } from "./plan-transformer.js";

/** A model, how it is spread, and on what it is trained. */
export interface PlanRequest {
  readonly model: Model;
  readonly parallelism: Parallelism;
  readonly bytesPerElement: number;
  /** Sequences, images or samples of one training step, over all replicas. */
  readonly batch: number;
  /** Tokens per sequence (transformers); absent: the model's context. */
  readonly sequence?: number;
  /** Scores of attention stay out of memory (FlashAttention). */
  readonly fusedAttention: boolean;
  /** Each function is a kernel of its own, as in a framework without a compiler; absent: neighbours are fused. */
  readonly eager?: boolean;
}

/** Spreads a model over NPUs. Throws INVALID_VALUE for what does not divide, UNSUPPORTED for a parallelism that the model has not. */
export function planModel(request: PlanRequest): Plan | RecommendationPlan {
  const { model } = request;
  switch (model.family) {
    case "transformer":
      return planTransformer({ ...request, model });
    case "image":
      return planImage({ ...request, model });
    case "recommendation":
      return planRecommendation({ ...request, model });
  }
}
