import { expect, it } from "vitest";
import { fixed, gpu, gpus, roofline, systolic, table } from "../src/index.js";

it.each([
  [roofline, 'peakFlops: the compute model "roofline" needs this value'],
  [gpu, 'device: the compute model "gpu" needs this value'],
  [systolic, 'rows: the compute model "systolic" needs this value'],
  [table, 'entries: the compute model "table" needs this value'],
])("$name checks its options when a library makes it", (model, sentence) => {
  expect(() => model.create({} as never)).toThrow(sentence);
});

it("fills in defaults when a library makes a model, and takes what its schema made", () => {
  const gemm = { kind: "gemm", m: 1, n: 1, k: 1, bytesPerElement: 2 } as const;
  expect(fixed.create({} as never).time(gemm)).toBe(1000);
  const checked = { peakFlops: 312_000, memoryBandwidth: 2039, efficiency: 1, overhead: 5 };
  expect(roofline.create(checked).time(gemm)).toBeGreaterThan(5);
});

it("hears of one wrong figure of a GPU when a library makes it", () => {
  const { device, efficiencies } = gpus[0]!;
  const wrong = { device: { ...device, processors: 0 }, efficiencies };
  expect(() => gpu.create(wrong)).toThrow(/^device\.processors: .*found 0/);
});
