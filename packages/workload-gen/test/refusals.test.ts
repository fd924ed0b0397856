import { isAstraError } from "@astra-ts/core";
import { describe, expect, it } from "vitest";
import { findModel, fixed, type GenerateRequest, generateWorkload } from "../src/index.js";
import { optionsOf } from "./options-of.js";

const compute = fixed.create(optionsOf(fixed, {}));

/** Message and hint of the error. */
function refusal(
  name: string,
  parallelism: GenerateRequest["parallelism"],
  rest: Partial<GenerateRequest> = {},
) {
  try {
    generateWorkload({ model: findModel(name), parallelism, compute, sequence: 128, ...rest });
  } catch (error) {
    if (isAstraError(error)) return `${error.message}. ${error.hint}`;
    throw error;
  }
  return "nothing refused";
}

describe("shapes that do not divide", () => {
  it.each([
    [
      "gpt3",
      { tensor: 10 },
      "tensor: 96 attention heads cannot be divided evenly by a tensor degree of 10 (96 = 9 x 10 + 6). Nearest that work: a tensor degree of 8 or 12.",
    ],
    [
      "llama3-405b",
      { pipeline: 16 },
      "pipeline: 126 layers cannot be divided evenly by a pipeline degree of 16 (126 = 7 x 16 + 14). Nearest that work: a pipeline degree of 14 or 18.",
    ],
    [
      "llama3-70b",
      { tensor: 12 },
      "tensor: 64 attention heads cannot be divided evenly by a tensor degree of 12",
    ],
    [
      "mixtral-8x7b",
      { data: 6, expert: 3 },
      "expert: 8 experts cannot be divided evenly by a expert degree of 3",
    ],
    [
      "mixtral-8x7b",
      { data: 6, expert: 4 },
      "expert: 6 data-parallel replicas cannot be divided evenly by a expert degree of 4 (6 = 1 x 4 + 2). Nearest that work: a expert degree of 3 or 6.",
    ],
    [
      "gpt3",
      { tensor: 3, sequence: true },
      "sequence: 128 tokens per sequence cannot be divided evenly by a tensor degree of 3",
    ],
    [
      "dlrm",
      { data: 100 },
      "data: 3328 embedding columns (tables x dimension) cannot be divided evenly by a number of NPUs of 100 (3328 = 33 x 100 + 28). Nearest that work: a number of NPUs of 64 or 104.",
    ],
  ] as const)(
    "%s with %j is refused with the numbers and the nearest that work",
    (name, parallelism, message) => {
      expect(refusal(name, parallelism)).toContain(message.replaceAll("a expert", "an expert"));
    },
  );

  it("names batches as well as degrees that would work", () => {
    expect(refusal("gpt3", { data: 16 }, { batch: 100 })).toBe(
      "batch: 100 sequences in the batch cannot be divided evenly by a data degree of 16 (100 = 6 x 16 + 4). Nearest that work: a data degree of 10 or 20, or 96 or 112 sequences in the batch.",
    );
    expect(refusal("resnet50", { data: 16, microbatches: 3 }, { batch: 16 })).toContain(
      "1 images per replica cannot be divided evenly by a number of microbatches of 3",
    );
  });

  it("refuses parallelism that a model has not, and degrees that are no numbers", () => {
    expect(refusal("vgg16", { tensor: 2 })).toContain("vgg16 is divided by data parallelism only: found 2");
    expect(refusal("dlrm", { pipeline: 2 })).toContain("has its own division");
    expect(refusal("gpt3", { data: 2, expert: 2 })).toContain("gpt3-175b has no experts to divide");
    expect(refusal("gpt3", { tensor: 0 })).toContain("tensor: bad degree: found 0");
    expect(refusal("gpt3", {}, { batch: 0.5 })).toContain("batch: bad size: found 0.5");
    expect(refusal("dlrm", {}, { format: "graph" })).toContain("as a table of layers only");
  });

  it("holds each key-value head on several NPUs where there are more NPUs than such heads", () => {
    expect(refusal("llama3-70b", { tensor: 16 })).toBe("nothing refused");
  });
});
