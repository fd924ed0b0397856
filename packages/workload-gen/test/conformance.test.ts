import { computeModelConformance } from "@astra-ts/core/testing";
import { describe, it } from "vitest";
import { fixed, roofline, systolic, table } from "../src/index.js";

describe.each([
  computeModelConformance(systolic, { options: { rows: 16, columns: 8 } }),
  computeModelConformance(roofline, { options: { peakFlops: "312TFLOP/s", memoryBandwidth: "2039GB/s" } }),
  computeModelConformance(fixed, { options: { time: 5, times: { gemm: 10 } } }),
  computeModelConformance(table, { options: { entries: [{ kind: "gemm", time: 10 }], otherwise: 3 } }),
])("$subject", ({ checks }) => {
  for (const { name, run } of checks) it(name, run);
});
