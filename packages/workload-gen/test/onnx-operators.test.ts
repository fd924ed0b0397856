import { describe, expect, it } from "vitest";
import { forwardFlops, importedFigures, importWorkload, readModel } from "../src/index.js";
import { type SmallModel, writeOnnx } from "./write-onnx.js";

const read = (model: SmallModel, dimensions: Record<string, number> = {}) =>
  readModel(writeOnnx(model), { file: "small.onnx", dimensions: new Map(Object.entries(dimensions)) });

describe("operators of ONNX", () => {
  it("give products their sizes, whichever operand is transposed", () => {
    const model = read({
      inputs: { x: [4, 8] },
      weights: { w: [16, 8], b: [16], v: [16, 2] },
      nodes: [
        { type: "Gemm", inputs: ["x", "w", "b"], outputs: ["y"], attributes: { transB: 1 } },
        { type: "Relu", inputs: ["y"], outputs: ["z"] },
        { type: "MatMul", inputs: ["z", "v"], outputs: ["out"] },
      ],
      outputs: ["out"],
    });
    expect(forwardFlops(model).products).toBe(2 * 4 * 16 * 8 + 2 * 4 * 2 * 16);
    expect(importedFigures(model)).toMatchObject({
      parameters: 16 * 8 + 16 + 32,
      activeParameters: 16 * 8 + 16 + 32,
    });
  });

  it("count groups, depth and the way back of convolutions", () => {
    const model = read({
      inputs: { x: [2, 8, 10, 12] },
      weights: { depth: [8, 1, 3, 3], grouped: [16, 2, 1, 1], back: [16, 4, 2, 2] },
      nodes: [
        {
          type: "Conv",
          inputs: ["x", "depth"],
          outputs: ["a"],
          attributes: { group: 8, pads: [1, 1, 1, 1] },
        },
        { type: "Conv", inputs: ["a", "grouped"], outputs: ["b"], attributes: { group: 4 } },
        { type: "ConvTranspose", inputs: ["b", "back"], outputs: ["c"], attributes: { strides: [2, 2] } },
      ],
      outputs: ["c"],
    });
    const positions = 2 * 10 * 12;
    expect(forwardFlops(model).convolutions).toBe(2 * positions * (8 * 9 + 16 * 2 + 16 * 4 * 4));
    expect(model.shapes.get("c")).toEqual([2, 4, 20, 24]);
  });

  it("follow shapes through what exporters compute them with", () => {
    const model = read({
      inputs: { x: [2, 3, 4] },
      weights: { w: [12, 5] },
      lists: { zero: [0], rest: [-1] },
      nodes: [
        { type: "Shape", inputs: ["x"], outputs: ["shape"] },
        { type: "Gather", inputs: ["shape", "zero"], outputs: ["batch"] },
        { type: "Concat", inputs: ["batch", "rest"], outputs: ["wanted"], attributes: { axis: 0 } },
        { type: "Reshape", inputs: ["x", "wanted"], outputs: ["flat"] },
        { type: "MatMul", inputs: ["flat", "w"], outputs: ["y"] },
      ],
      outputs: ["y"],
    });
    expect(model.shapes.get("y")).toEqual([2, 5]);
    expect(forwardFlops(model).products).toBe(2 * 2 * 12 * 5);
  });

  it("take Einstein sums for products", () => {
    const model = read({
      inputs: { q: [2, 3, 4, 8], k: [2, 5, 4, 8] },
      weights: { w: [4, 8, 16] },
      nodes: [
        { type: "Einsum", inputs: ["q", "k"], outputs: ["s"], attributes: { equation: "bqhd,bkhd->bhqk" } },
        { type: "Einsum", inputs: ["q", "w"], outputs: ["o"], attributes: { equation: "bqhd,hdm->bqm" } },
      ],
      outputs: ["s", "o"],
    });
    expect(forwardFlops(model).products).toBe(2 * (2 * 4) * 3 * 5 * 8 + 2 * (2 * 3) * 16 * 32);
  });

  it("make attention of products around a softmax, and of one operator", () => {
    const heads = { q: [2, 4, 6, 8], k: [2, 4, 7, 8], v: [2, 4, 7, 8] };
    const plain = read({
      inputs: { ...heads, mask: [6, 7] },
      nodes: [
        { type: "Transpose", inputs: ["k"], outputs: ["kt"], attributes: { perm: [0, 1, 3, 2] } },
        { type: "MatMul", inputs: ["q", "kt"], outputs: ["s"] },
        { type: "Add", inputs: ["s", "mask"], outputs: ["masked"] },
        { type: "Softmax", inputs: ["masked"], outputs: ["p"] },
        { type: "MatMul", inputs: ["p", "v"], outputs: ["o"] },
      ],
      outputs: ["o"],
    });
    const flops = 4 * 2 * 4 * 6 * 7 * 8;
    expect(forwardFlops(plain)).toEqual({
      products: 0,
      convolutions: 0,
      attention: { fused: 0, plain: flops },
    });
    const one = read({
      inputs: heads,
      nodes: [{ type: "Attention", inputs: ["q", "k", "v"], outputs: ["o"] }],
      outputs: ["o"],
    });
    expect(forwardFlops(one).attention).toEqual({ fused: flops, plain: 0 });
  });

  it("ask for sizes that have only a name", () => {
    const model: SmallModel = {
      inputs: { x: ["batch", 8] },
      weights: { w: [8, 2] },
      nodes: [{ type: "MatMul", inputs: ["x", "w"], outputs: ["y"] }],
      outputs: ["y"],
    };
    expect(() => read(model)).toThrow(/x: the file gives size 0 .* the name "batch"/);
    expect(forwardFlops(read(model, { batch: 32 })).products).toBe(2 * 32 * 8 * 2);
  });

  it("are told where nobody knows them, and refused where they could be products", () => {
    const strange = (inputs: string[]): SmallModel => ({
      inputs: { x: [4, 8] },
      weights: { w: [8, 8] },
      nodes: [
        { type: "MatMul", inputs: ["x", "w"], outputs: ["y"] },
        { type: "Strange", domain: "mine", inputs, outputs: ["z"] },
      ],
      outputs: ["y"],
    });
    expect(read(strange(["y"])).warnings).toEqual([
      "operators that are not known here count as no work: mine.Strange",
    ]);
    expect(() => read(strange(["y", "w"]))).toThrow(/mine\.Strange.*matrix of parameters/);
    const lstm: SmallModel = {
      inputs: { x: [4, 1, 8] },
      weights: { w: [1, 32, 8], r: [1, 32, 8] },
      nodes: [{ type: "LSTM", inputs: ["x", "w", "r"], outputs: ["y"] }],
      outputs: ["y"],
    };
    expect(() => read(lstm)).toThrow(/LSTM: recurrent layers are not supported/);
  });

  it("divide a multilayer perceptron by columns, then by rows", () => {
    const model = read({
      inputs: { x: [16, 64] },
      weights: { w1: [64, 256], b1: [256], w2: [256, 64], b2: [64] },
      nodes: [
        { type: "MatMul", inputs: ["x", "w1"], outputs: ["a"] },
        { type: "Add", inputs: ["a", "b1"], outputs: ["b"] },
        { type: "Gelu", inputs: ["b"], outputs: ["c"] },
        { type: "MatMul", inputs: ["c", "w2"], outputs: ["d"] },
        { type: "Add", inputs: ["d", "b2"], outputs: ["e"] },
      ],
      outputs: ["e"],
    });
    const { layers, workload } = importWorkload({
      model,
      parallelism: { tensor: 4 },
      compute: { time: () => 1 },
    });
    expect(layers.map(({ parametersPerNpu }) => parametersPerNpu)).toEqual([
      (64 * 256 + 256) / 4,
      (256 * 64) / 4 + 64,
    ]);
    expect([...workload.ranks[0]!].filter(({ kind }) => kind === "collective")).toHaveLength(1);
  });
});
