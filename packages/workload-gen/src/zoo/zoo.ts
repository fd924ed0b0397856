import { AstraError, didYouMean } from "@astra-ts/core";
import type { Model } from "../models/model.js";
import type { Experts, TransformerModel, TransformerOverrides } from "../models/transformer-model.js";
import { deepseek } from "./deepseek.js";
import { dlrm } from "./dlrm.js";
import { gpt3 } from "./gpt3.js";
import { llama } from "./llama.js";
import { mixtral } from "./mixtral.js";
import { qwen } from "./qwen.js";
import { resnet50 } from "./resnet50.js";
import { vgg16 } from "./vgg16.js";

/** All models of the zoo. */
export const zoo: readonly Model[] = [
  resnet50,
  vgg16,
  ...dlrm,
  ...gpt3,
  ...llama,
  ...mixtral,
  ...deepseek,
  ...qwen,
];

/** Short names and the model that is meant. */
export const zooAliases: Readonly<Record<string, string>> = {
  gpt3: "gpt3-175b",
  llama: "llama3-8b",
  "llama-405b": "llama3-405b",
  "llama-70b": "llama3-70b",
  mixtral: "mixtral-8x7b",
  moe: "mixtral-8x7b",
  deepseek: "deepseek-v3",
  qwen: "qwen3-235b-a22b",
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
  const changed: TransformerOverrides = Object.fromEntries(
    Object.entries(overrides).filter(([, value]) => value !== undefined),
  );
  const [first] = Object.keys(changed);
  if (first === undefined) return model;
  if (model.family !== "transformer") {
    throw new AstraError("UNSUPPORTED", {
      field: first,
      problem: `${model.name} has no such hyper-parameter to change`,
      hint: "Layers, hidden, heads, keyValueHeads, feedForward, vocabulary, experts and expertsPerToken can be changed in transformers.",
    });
  }
  const { hidden = model.hidden, heads = model.heads } = overrides;
  // Where only the width or the heads change, the rest keeps the model's proportions.
  const keyValueHeads =
    overrides.keyValueHeads ??
    (overrides.heads === undefined ? model.keyValueHeads : scaledHeads(model, heads));
  const feedForward = overrides.feedForward ?? Math.round((model.feedForward * hidden) / model.hidden);
  // Some models have heads of a width that does not follow from the model's.
  const headsFillWidth = model.headDimension * model.heads === model.hidden;
  const { published: _, experts, ...shape } = model;
  const { experts: count, expertsPerToken, ...given } = changed;
  return {
    ...shape,
    ...given,
    name: `${model.name} (changed)`,
    keyValueHeads,
    feedForward,
    headDimension: headsFillWidth ? hidden / heads : model.headDimension,
    ...changedExperts(experts, count, expertsPerToken),
  };
}

function changedExperts(
  experts: Experts | undefined,
  count: number | undefined,
  perToken: number | undefined,
): Pick<TransformerModel, "experts"> {
  if (count === undefined && perToken === undefined) return experts === undefined ? {} : { experts };
  if (experts !== undefined) {
    return {
      experts: { ...experts, count: count ?? experts.count, perToken: perToken ?? experts.perToken },
    };
  }
  if (count !== undefined && perToken !== undefined) return { experts: { count, perToken } };
  throw new AstraError("MISSING_VALUE", {
    field: count === undefined ? "experts" : "expertsPerToken",
    problem: "a model without experts needs both: how many there are, and how many of them a token uses",
    expected: "a whole number above 0",
    hint: "Of the command: --experts and --top-k.",
  });
}

function scaledHeads(model: TransformerModel, heads: number): number {
  return Math.max(1, Math.round((model.keyValueHeads * heads) / model.heads));
}
