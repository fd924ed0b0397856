import type { Published, TransformerModel } from "../models/transformer-model.js";

const llama1 = "Touvron et al., LLaMA, arXiv:2302.13971, table 2";
const llama2 = "Touvron et al., Llama 2, arXiv:2307.09288, table 1; widths from the released params.json";
const llama3 = "Grattafiori et al., The Llama 3 Herd of Models, arXiv:2407.21783, table 3";
const released = "weights as released on the Hugging Face hub (safetensors parameter count)";

type Shape = readonly [
  layers: number,
  hidden: number,
  heads: number,
  keyValueHeads: number,
  feedForward: number,
];
type Setting = Pick<TransformerModel, "source" | "vocabulary" | "context">;

const first: Setting = { source: llama1, vocabulary: 32000, context: 2048 };
const second: Setting = { source: llama2, vocabulary: 32000, context: 4096 };
const third: Setting = { source: llama3, vocabulary: 128256, context: 8192 };

/** The Llama models, 7B to 405B. Feed-forward widths of the first generation follow the paper's rule: 8/3 of the width, rounded up to a multiple of 256. */
export const llama: readonly TransformerModel[] = [
  model("llama-7b", first, [32, 4096, 32, 32, 11008], { parameters: 6738415616, source: released }),
  model("llama-13b", first, [40, 5120, 40, 40, 13824], { parameters: 13.0e9, source: llama1 }),
  model("llama-33b", first, [60, 6656, 52, 52, 17920], { parameters: 32.5e9, source: llama1 }),
  model("llama-65b", first, [80, 8192, 64, 64, 22016], { parameters: 65.2e9, source: llama1 }),
  model("llama2-7b", second, [32, 4096, 32, 32, 11008], { parameters: 6738415616, source: released }),
  model("llama2-13b", second, [40, 5120, 40, 40, 13824], { parameters: 13015864320, source: released }),
  model("llama2-70b", second, [80, 8192, 64, 8, 28672], { parameters: 68976648192, source: released }),
  model("llama3-8b", third, [32, 4096, 32, 8, 14336], { parameters: 8030261248, source: released }),
  model("llama3-70b", third, [80, 8192, 64, 8, 28672], { parameters: 70553706496, source: released }),
  model("llama3-405b", third, [126, 16384, 128, 8, 53248], { parameters: 405e9, source: llama3 }),
];

function model(name: string, setting: Setting, shape: Shape, published: Published): TransformerModel {
  const [layers, hidden, heads, keyValueHeads, feedForward] = shape;
  return {
    family: "transformer",
    name,
    layers,
    hidden,
    heads,
    keyValueHeads,
    headDimension: hidden / heads,
    feedForward,
    gated: true,
    biases: false,
    positions: "rotary",
    normalisation: "rms",
    tiedEmbedding: false,
    dropout: false,
    ...setting,
    published,
  };
}
