import { describe, expect, it } from "vitest";
import {
  findModel,
  type Model,
  modelFigures,
  overrideModel,
  type TransformerModel,
  zoo,
} from "../src/index.js";

/** Relative difference. */
function off(ours: number, published: number): number {
  return Math.abs(ours / published - 1);
}

const named = (models: readonly Model[]) => models.map((model) => [model.name, model] as const);
const published = named(zoo.filter((model) => model.published !== undefined));
const dense = zoo.filter(
  (model): model is TransformerModel => model.family === "transformer" && !model.experts,
);
const images = named(zoo.filter((model) => model.family === "image"));

describe("the model zoo", () => {
  // Sources stand beside the figures in src/zoo: GPT-3 arXiv:2005.14165 table D.1; Llama arXiv:2302.13971 table 2, released weights, arXiv:2407.21783; Mixtral: Mistral AI's announcements;
  // ResNet-50 and VGG-16: torchvision; DLRM: arXiv:1909.02107.
  it.each(published)("%s has its published number of parameters within 0.5 %%", (_, model) => {
    const figures = modelFigures(model, 128);
    expect(off(figures.parameters, model.published!.parameters)).toBeLessThan(0.005);
    expect(model.source).not.toBe("");
    expect(model.published!.source).not.toBe("");
  });

  it("has the exact counts of the released weights where these are known", () => {
    const count = (name: string) => modelFigures(findModel(name), 128).parameters;
    expect(count("resnet50")).toBe(25557032);
    expect(count("vgg16")).toBe(138357544);
    expect(count("llama2-70b")).toBe(68976648192);
    expect(count("llama3-8b")).toBe(8030261248);
    expect(count("llama3-405b")).toBe(405853388800);
    expect(count("mixtral-8x7b")).toBe(46702792704);
  });

  it.each(["mixtral-8x7b", "mixtral-8x22b"])(
    "%s uses its published number of parameters per token within 1 %%",
    (name) => {
      const model = findModel(name) as TransformerModel;
      // The published count includes the embedding table, of which a token reads one row.
      const used = modelFigures(model, 128).activeParameters + model.vocabulary * model.hidden;
      expect(off(used, model.published!.activeParameters!)).toBeLessThan(0.01);
    },
  );

  // Forward 2 and backward 4 operations per parameter and token (Kaplan et al., arXiv:2001.08361, section 2.1; arXiv:2005.14165, table D.1), and 12 x layers x width x sequence for
  // attention (Chowdhery et al., PaLM, arXiv:2204.02311, appendix B). A look-up table multiplies nothing and is not counted.
  it.each(named(dense))("%s needs 6 operations per parameter and token, and attention", (_, model) => {
    const { layers, hidden, vocabulary, context, tiedEmbedding, positions } = model as TransformerModel;
    const { parameters, trainingFlops } = modelFigures(model);
    const lookedUp =
      (tiedEmbedding ? 0 : vocabulary * hidden) + (positions === "learned" ? context * hidden : 0);
    const expected = 6 * (parameters - lookedUp) + 12 * layers * hidden * context;
    expect(off(trainingFlops, expected)).toBeLessThan(0.01);
  });

  it("needs the training operations that the paper of GPT-3 gives: 3.14e23 for 300 billion tokens, without attention", () => {
    const { trainingFlops, sequence } = modelFigures(findModel("gpt3"));
    expect(off((trainingFlops - 12 * 96 * 12288 * sequence!) * 300e9, 3.14e23)).toBeLessThan(0.01);
  });

  it.each(images)("%s needs its published operations per image within 1 %%", (_, model) => {
    expect(off(modelFigures(model).forwardFlops, model.published!.forwardFlops!)).toBeLessThan(0.01);
  });

  it("counts the dot products of DLRM's interaction and its networks", () => {
    const { forwardFlops, parameters } = modelFigures(findModel("dlrm"));
    const networks = [13 * 512, 512 * 256, 256 * 128, 479 * 1024, 1024 * 1024, 1024 * 512, 512 * 256, 256];
    const interaction = 27 * 27 * 128;
    expect(forwardFlops).toBe(2 * (networks.reduce((sum, product) => sum + product, 0) + interaction));
    // MLPerf: tables of 204,184,588 rows in all, 128 wide; "about 100 GB" in 32 bits.
    expect(off(parameters, 204184588 * 128)).toBeLessThan(0.005);
  });

  it("takes aliases, changes of depth and width, and refuses unknown names", () => {
    expect(findModel("GPT3").name).toBe("gpt3-175b");
    const shallow = modelFigures(overrideModel(findModel("gpt3"), { layers: 12 }), 128);
    const whole = modelFigures(findModel("gpt3"), 128);
    expect(whole.parameters - shallow.parameters).toBe(84 * (12 * 12288 ** 2 + 13 * 12288));
    const narrow = overrideModel(findModel("llama3-8b"), { hidden: 2048, heads: 16 });
    expect(narrow).toMatchObject({
      hidden: 2048,
      heads: 16,
      keyValueHeads: 4,
      feedForward: 7168,
      headDimension: 128,
    });
    expect(() => findModel("gpt4")).toThrow('unknown model: found "gpt4"');
    expect(() => overrideModel(findModel("vgg16"), { layers: 3 })).toThrow(
      "vgg16 has no such hyper-parameter",
    );
    const odd = overrideModel(findModel("gpt3"), { heads: 7 });
    expect(() => modelFigures(odd, 128)).toThrow("headDimension: bad size");
  });
});
