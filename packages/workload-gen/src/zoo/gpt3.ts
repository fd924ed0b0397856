import type { TransformerModel } from "../models/transformer-model.js";

const paper = "Brown et al., Language Models are Few-Shot Learners, arXiv:2005.14165, table 2.1";
const parametersSource = "arXiv:2005.14165, table D.1 (total parameters)";

/**
 * [name, layers, hidden, heads, parameters in millions by table D.1]. Table 2.1 has two slips, mended here as the parameter counts demand: 24 heads of 128 for a width
 * of 2048 (16 heads), and a width of 5140 for 40 heads of 128 (5120).
 */
const sizes: readonly (readonly [string, number, number, number, number])[] = [
  ["gpt3-125m", 12, 768, 12, 125],
  ["gpt3-350m", 24, 1024, 16, 356],
  ["gpt3-760m", 24, 1536, 16, 760],
  ["gpt3-1.3b", 24, 2048, 16, 1320],
  ["gpt3-2.7b", 32, 2560, 32, 2650],
  ["gpt3-6.7b", 32, 4096, 32, 6660],
  ["gpt3-13b", 40, 5120, 40, 12850],
  ["gpt3-175b", 96, 12288, 96, 174600],
];

/** The eight sizes of GPT-3. The vocabulary of 50,257 is GPT-2's (Radford et al., 2019, section 2.3), the context 2,048 (arXiv:2005.14165, section 2.1). */
export const gpt3: readonly TransformerModel[] = sizes.map(([name, layers, hidden, heads, millions]) => ({
  family: "transformer",
  name,
  source: paper,
  layers,
  hidden,
  heads,
  keyValueHeads: heads,
  headDimension: hidden / heads,
  feedForward: 4 * hidden,
  gated: false,
  biases: true,
  positions: "learned",
  normalisation: "layer",
  tiedEmbedding: true,
  dropout: true,
  vocabulary: 50257,
  context: 2048,
  published: { parameters: millions * 1e6, source: parametersSource },
}));
