import { describe, expect, it } from "vitest";
import { operationCost, totalCost } from "./cost.js";
import { operationGradients } from "./gradients.js";
import { convolutionOutput, lowerConvolution, type Operation } from "./operation.js";

const bytesPerElement = 2;

describe("cost of an operation", () => {
  it("counts a product of matrices as 2 m n k operations and every operand once", () => {
    const cost = operationCost({ kind: "gemm", m: 3, n: 5, k: 7, batch: 2, bytesPerElement });
    expect(cost).toEqual({ flops: 2 * 2 * 105, vectorOperations: 0, bytes: 2 * (21 + 35 + 15) * 2 });
  });

  it("lowers a convolution to its product; frameworks drop what sticks out, SCALE-Sim counts it", () => {
    const first = {
      kind: "convolution",
      input: 224,
      filter: 7,
      channels: 3,
      filters: 64,
      stride: 2,
    } as const;
    expect(convolutionOutput({ ...first, padding: 3, rounding: "floor" })).toBe(112);
    expect(convolutionOutput(first)).toBe(Math.ceil((224 - 7 + 2) / 2));
    const lowered = lowerConvolution({ ...first, padding: 3, rounding: "floor", batch: 4 });
    expect(lowered).toEqual({ kind: "gemm", m: 4 * 112 * 112, n: 64, k: 147 });
  });

  it("keeps the scores of attention out of memory when it is fused", () => {
    const attention = {
      kind: "attention",
      batch: 1,
      heads: 4,
      keyValueHeads: 2,
      queryLength: 8,
      keyLength: 8,
      headDimension: 16,
      pass: "forward",
      bytesPerElement,
    } as const;
    const scores = 4 * 8 * 8;
    const fused = operationCost({ ...attention, fused: true });
    const plain = operationCost({ ...attention, fused: false });
    expect(fused.flops).toBe(4 * scores * 16);
    expect(plain.bytes - fused.bytes).toBe(4 * scores * bytesPerElement);
  });

  it("counts half of the scores of fused causal attention, and the whole diagonal", () => {
    const attention = {
      kind: "attention",
      batch: 1,
      heads: 1,
      keyValueHeads: 1,
      queryLength: 8,
      keyLength: 8,
      headDimension: 16,
      causal: true,
      pass: "forward",
      bytesPerElement,
    } as const;
    const flops = (fused: boolean) => operationCost({ ...attention, fused }).flops;
    expect(flops(true)).toBe(4 * 16 * ((8 * 9) / 2));
    expect(flops(false)).toBe(4 * 16 * 8 * 8);
  });

  it("moves inputs, filters and outputs of a convolution once in every pass", () => {
    const convolution: Operation = {
      kind: "convolution",
      input: 14,
      filter: 3,
      channels: 8,
      filters: 16,
      stride: 1,
      padding: 1,
      bytesPerElement,
    };
    const { input, weight } = operationGradients(convolution);
    const bytes = (14 * 14 * 8 + 9 * 8 * 16 + 14 * 14 * 16) * bytesPerElement;
    for (const pass of [convolution, ...input, ...weight]) expect(operationCost(pass).bytes).toBe(bytes);
  });

  it("makes the backward pass of everything with weights twice the forward pass", () => {
    const operations: Operation[] = [
      { kind: "gemm", m: 3, n: 5, k: 7, bytesPerElement },
      { kind: "convolution", input: 14, filter: 3, channels: 8, filters: 16, stride: 1, bytesPerElement },
      {
        kind: "attention",
        batch: 2,
        heads: 4,
        keyValueHeads: 4,
        queryLength: 8,
        keyLength: 8,
        headDimension: 16,
        fused: true,
        pass: "forward",
        bytesPerElement,
      },
    ];
    for (const operation of operations) {
      const { input, weight } = operationGradients(operation);
      expect(totalCost([...input, ...weight]).flops).toBe(2 * operationCost(operation).flops);
    }
  });
});
