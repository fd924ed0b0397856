import { AstraError, didYouMean } from "@astra-ts/core";
import type { Model } from "../models/model.js";
import type { TransformerModel, TransformerOverrides } from "../models/transformer-model.js";
import { dlrm } from "./dlrm.js";
import { gpt3 } from "./gpt3.js";
import { llama } from "./llama.js";
import { mixtral } from "./mixtral.js";
import { resnet50 } from "./resnet50.js";
import { vgg16 } from "./vgg16.js";

/** All models of the zoo. */
export const zoo: readonly Model[] = [resnet50, vgg16, ...dlrm, ...gpt3, ...llama, ...mixtral];

/** Short names and the model that is meant. */
export const zooAliases: Readonly<Record<string, string>> = {
  gpt3: "gpt3-175b",
  llama: "llama3-8b",
  "llama-405b": "llama3-405b",
  "llama-70b": "llama3-70b",
  mixtral: "mixtral-8x7b",
  moe: "mixtral-8x7b",
  dlrm: "dlrm-mlperf",
};

/** A model of the zoo by name or alias. Throws UNKNOWN_NAME. */
export function findModel(name: string): Model {
  const wanted = name.toLowerCase();
  const found = zoo.find((model) => model.name === (zooAliases[wanted] ?? wanted));
  if (found !== undefined) return found;
  const names = [...zoo.map((model) => model.name), ...Object.keys(zooAliases)];
  throw new AstraError("UNKNOWN_NAME", {
    field: "model",
    problem: "unknown model",
    found: name,
    expected: `one of ${names.join(", ")}`,
    hint: didYouMean(wanted, names),
  });
}

/** A transformer with some hyper-parameters changed: any depth, any width. Other models have none to change. Throws UNSUPPORTED. */
export function overrideModel(model: Model, overrides: TransformerOverrides): Model {
  const given = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
  if (Object.keys(given).length === 0) return model;
  if (model.family !== "transformer") {
    throw new AstraError("UNSUPPORTED", {
      field: Object.keys(given)[0],
      problem: `${model.name} has no such hyper-parameter to change`,
      hint: "Layers, hidden, heads, keyValueHeads, feedForward and vocabulary can be changed in transformers.",
    });
  }
  const { hidden = model.hidden, heads = model.heads } = overrides;
  // Where only the width or the heads change, the rest keeps the model's proportions.
  const keyValueHeads =
    overrides.keyValueHeads ??
    (overrides.heads === undefined ? model.keyValueHeads : scaledHeads(model, heads));
  const feedForward = overrides.feedForward ?? Math.round((model.feedForward * hidden) / model.hidden);
  const { published: _, ...shape } = model;
  return {
    ...shape,
    ...given,
    name: `${model.name} (changed)`,
    keyValueHeads,
    feedForward,
    headDimension: hidden / heads,
  };
}

function scaledHeads(model: TransformerModel, heads: number): number {
  return Math.max(1, Math.round((model.keyValueHeads * heads) / model.heads));
}
