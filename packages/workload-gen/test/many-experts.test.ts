import type { GraphWorkload } from "@astra-ts/core";
import { describe, expect, it } from "vitest";
import {
  accelerators,
  findModel,
  fixed,
  generateWorkload,
  modelFigures,
  overrideModel,
  roofline,
  type TransformerModel,
} from "../src/index.js";
import { optionsOf } from "./options-of.js";

const compute = fixed.create(optionsOf(fixed, { time: 100 }));
const deepseek = findModel("deepseek-v3") as TransformerModel;

describe("models of many experts", () => {
  // 37B, 22B and 3.3B per token: DeepSeek-AI arXiv:2412.19437, abstract; Qwen's model cards.
  it.each([
    ["deepseek-v3", 37e9, 0.5e9],
    ["qwen3-235b-a22b", 22e9, 0.5e9],
    ["qwen3-30b-a3b", 3.3e9, 0.4e9],
  ])("%s uses its published number of parameters per token", (name, published, rounding) => {
    const model = findModel(name);
    expect(Math.abs(modelFigures(model, 128).activeParameters - published)).toBeLessThan(rounding);
  });

  it("count the projections of latent attention (arXiv:2405.04434, section 2.1), three dense blocks and a shared expert", () => {
    const [h, heads, q, kv, nope, rope, value] = [7168, 128, 1536, 512, 128, 64, 128];
    const attention =
      h * q +
      q +
      q * heads * (nope + rope) + // queries
      h * (kv + rope) +
      kv +
      kv * heads * (nope + value) + // keys and values
      heads * value * h; // output
    const dense = 3 * h * 18432;
    const experts = 257 * 3 * h * 2048 + 256 * h;
    const blocks = 61 * (attention + 2 * h) + 3 * dense + 58 * experts;
    expect(modelFigures(deepseek, 128).parameters).toBe(blocks + 2 * 129280 * h + h);
  });

  it("count the products of latent attention: scores over 192 columns, values over 128", () => {
    const flops = (sequence: number) => modelFigures(deepseek, sequence).forwardFlops;
    const perPosition = 61 * 128 * 2 * (192 + 128);
    expect(flops(2048) - flops(1024)).toBeCloseTo(1024 * perPosition, -6);
  });

  it("divide heads and shared experts over a tensor group, and keep the narrow products whole", () => {
    const of = (tensor: number) =>
      generateWorkload({ model: deepseek, compute, sequence: 128, parallelism: { tensor }, format: "graph" })
        .layers;
    const [whole, quarter] = [of(1), of(4)];
    const attention = whole.findIndex(({ name }) => name === "block 3 attention");
    const kept = 7168 + 7168 * (1536 + 512 + 64) + 1536 + 512;
    const divided = whole[attention]!.parameters - kept;
    expect(quarter[attention]!.parametersPerNpu).toBe(kept + divided / 4);
    const [all, own] = [whole[attention + 1]!, quarter[attention + 1]!];
    expect(all.name).toBe("block 3 experts");
    const router = 7168 + 7168 * 256;
    expect(own.parametersPerNpu).toBe(router + (all.parametersPerNpu - router) / 4);
  });

  it("send eight of 256 choices to the experts, whoever holds them", () => {
    const { workload } = generateWorkload({
      model: overrideModel(deepseek, { layers: 4 }),
      compute,
      sequence: 128,
      parallelism: { data: 8, expert: 8 },
    });
    const sent = [...(workload as GraphWorkload).ranks[0]!].filter(
      (node) => node.kind === "collective" && node.collective === "all-to-all",
    );
    expect(sent).toHaveLength(4);
    expect(sent.map((node) => ("bytes" in node ? node.bytes : 0))).toEqual(Array(4).fill(128 * 8 * 7168 * 2));
  });

  it("share the tokens of shared experts with sequence parallelism", () => {
    const { workload } = generateWorkload({
      model: overrideModel(deepseek, { layers: 4 }),
      compute,
      sequence: 128,
      parallelism: { tensor: 2, sequence: true },
    });
    const names = [...(workload as GraphWorkload).ranks[0]!].map(({ name }) => name);
    const shared = names.filter((name) => name?.includes("shared experts"));
    expect(shared).toEqual([
      expect.stringContaining("input of shared experts"),
      expect.stringContaining("output of shared experts"),
      expect.stringContaining("input of shared experts, again"),
      expect.stringContaining("gradient of shared experts' output"),
      expect.stringContaining("gradient of shared experts' input"),
    ]);
  });
});

describe("changed numbers of experts", () => {
  it("make a mixture of a dense model, or change one", () => {
    const llama = overrideModel(findModel("llama3-8b"), { experts: 16, expertsPerToken: 2 });
    expect(llama).toMatchObject({ experts: { count: 16, perToken: 2 }, headDimension: 128 });
    expect(overrideModel(deepseek, { expertsPerToken: 4 })).toMatchObject({
      experts: { ...deepseek.experts, perToken: 4 },
    });
    const qwen = findModel("qwen");
    expect(overrideModel(qwen, { layers: 4 })).toMatchObject({ headDimension: 128, experts: { count: 128 } });
  });

  it("are refused where they make no sense", () => {
    const dense = findModel("llama3-8b");
    expect(() => overrideModel(dense, { experts: 16 })).toThrow(
      "expertsPerToken: a model without experts needs both",
    );
    const greedy = overrideModel(dense, { experts: 4, expertsPerToken: 5 });
    expect(() => modelFigures(greedy, 128)).toThrow(
      "expertsPerToken: bad number of experts: found 5, expected a whole number from 1 to the 4 experts",
    );
    expect(() => modelFigures(overrideModel(deepseek, { experts: 0 }), 128)).toThrow(
      "experts: bad number of experts",
    );
    expect(() => overrideModel(findModel("vgg16"), { experts: 4 })).toThrow(
      "vgg16 has no such hyper-parameter",
    );
  });
});

describe("what is known of a step", () => {
  const model = findModel("gpt3-1.3b");

  it("is its items, its operations and the peak, in both forms of a workload", () => {
    const { peakFlops, memoryBandwidth } = accelerators.find(({ name }) => name === "h200")!;
    const timer = roofline.create(optionsOf(roofline, { peakFlops, memoryBandwidth }));
    const step = {
      item: "token",
      items: 16 * 2048,
      flops: modelFigures(model).trainingFlops * 16 * 2048,
      peakFlops: 989_400,
    };
    for (const format of ["layers", "graph"] as const) {
      const request = { model, compute: timer, format, parallelism: { data: 4 }, batch: 16 };
      expect(generateWorkload(request).workload.step).toEqual(step);
    }
    expect(generateWorkload({ model, compute }).workload.step).not.toHaveProperty("peakFlops");
  });

  it("is whether it fits, where the memory of an NPU is known", () => {
    const at = (memory?: number) => generateWorkload({ model, compute, memory });
    const need = at().memory[0]!.total;
    expect(at().warnings).toEqual([]);
    expect(at(need).warnings).toEqual([]);
    expect(at(16 * 2 ** 30).warnings).toEqual([
      "does not fit: 23.2 GiB of 16 GiB on each NPU, most of it the optimizer's state (14.7 GiB)",
    ]);
    const stages = generateWorkload({ model, compute, memory: 2 ** 30, parallelism: { pipeline: 4 } });
    expect(stages.warnings[0]).toMatch(/^does not fit: [\d.]+ GiB of 1 GiB on each NPU of stage 3/);
  });
});
