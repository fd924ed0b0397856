import type { Operation } from "@astra-ts/core";
import { describe, expect, it } from "vitest";
import { accelerators, computeModels, fixed, parseFlopRate, roofline, table } from "../src/index.js";
import { optionsOf } from "./options-of.js";

const gemm: Operation = { kind: "gemm", m: 1000, n: 1000, k: 1000, bytesPerElement: 2, label: "head.logits" };
const thin: Operation = { kind: "gemm", m: 1, n: 1000, k: 1000, bytesPerElement: 2, label: "top.0" };
const sum: Operation = { kind: "element-wise", elements: 1000, inputs: 2, operations: 1, bytesPerElement: 2 };

describe("the roofline model", () => {
  const options = { peakFlops: "100TFLOP/s", memoryBandwidth: "1TB/s" };

  it("takes arithmetic or bytes, whichever takes longer", () => {
    const timer = roofline.create(optionsOf(roofline, options));
    expect(timer.time(gemm)).toBe(2e9 / 100e3);
    expect(timer.time(thin)).toBe(((1000 + 1e6 + 1000) * 2) / 1000);
    expect(timer.time(sum)).toBe(6000 / 1000);
  });

  it("lowers the arithmetic by its efficiency and adds an overhead", () => {
    const timer = roofline.create(optionsOf(roofline, { ...options, efficiency: 0.5, overhead: 7 }));
    expect(timer.time(gemm)).toBe(2e9 / 50e3 + 7);
  });

  it("accepts every accelerator of the list", () => {
    for (const { peakFlops, vectorFlops, memoryBandwidth } of accelerators) {
      const timer = roofline.create(optionsOf(roofline, { peakFlops, vectorFlops, memoryBandwidth }));
      expect(timer.time(gemm)).toBeGreaterThan(0);
    }
  });

  it("reads rates with units and refuses others", () => {
    expect(parseFlopRate("312TFLOP/s")).toBe(312e3);
    expect(parseFlopRate("1.5 PFLOPS")).toBe(1.5e6);
    expect(parseFlopRate(10)).toBe(10);
    expect(() => parseFlopRate("fast", "peakFlops")).toThrow(
      'peakFlops: not a rate of floating-point operations: found "fast"',
    );
    expect(() => optionsOf(roofline, { peakFlops: 1 })).toThrow("memoryBandwidth");
    const slow = { peakFlops: 1, memoryBandwidth: "slow" };
    expect(() => optionsOf(roofline, slow)).toThrow('options.memoryBandwidth: not a bandwidth: found "slow"');
    expect(roofline.options["~standard"].validate(slow)).toHaveProperty("issues.length", 1);
  });
});

describe("the fixed model", () => {
  it("prefers the label, then its first part, then the kind", () => {
    const times = { "head.logits": 1, top: 2, gemm: 3 };
    const timer = fixed.create(optionsOf(fixed, { time: 4, times }));
    expect([gemm, thin, { ...thin, label: "other" }, sum].map((operation) => timer.time(operation))).toEqual([
      1, 2, 3, 4,
    ]);
  });
});

describe("the table model", () => {
  const entries = [
    { label: "top.0", time: 5 },
    { kind: "gemm", shape: { m: 1000, n: 1000 }, time: 6 },
  ];

  it("takes the first entry that fits", () => {
    const timer = table.create(optionsOf(table, { entries, otherwise: 9 }));
    expect([thin, gemm, sum].map((operation) => timer.time(operation))).toEqual([5, 6, 9]);
  });

  it("names an operation that nobody measured", () => {
    const timer = table.create(optionsOf(table, { entries }));
    expect(() => timer.time(sum)).toThrow('no entry for an operation: found {"kind":"element-wise"');
  });
});

describe("compute models", () => {
  it("have a name and a line of description each", () => {
    expect(computeModels.map(({ name }) => name)).toEqual(["systolic", "gpu", "roofline", "table", "fixed"]);
    for (const { description } of computeModels) expect(description).not.toBe("");
  });
});
