import { describe, expect, it } from "vitest";
import { calibrate, gpus, type MeasuredRow, predictRow } from "../src/index.js";

const { device, efficiencies } = gpus.find(({ name }) => name === "h100")!;

/** Rows of attention as a GPU would give them whose kernels have other figures. */
function attentionRows(start: number, product: number): MeasuredRow[] {
  const other = { ...efficiencies, attention: { ...efficiencies.attention, start, product } };
  return [1024, 2048, 4096, 8192].flatMap((sequence) =>
    [1, 2, 4, 8].map((batch): MeasuredRow => {
      const sizes = {
        op: "attention",
        batch,
        heads: 16,
        sequence,
        head_dim: 128,
        causal: false,
        dtype: "bf16",
      } as const;
      const row = { id: `${sequence} ${batch}`, sizes, eager: false, times: {} };
      return { ...row, times: predictRow(row, { device, efficiencies: other }) };
    }),
  );
}

describe("calibrate", () => {
  it("finds the figures behind measured times, and leaves the others as they were", () => {
    const { efficiencies: fitted, heldOut } = calibrate(attentionRows(8_000, 0.5), device, efficiencies);
    expect(heldOut).toHaveLength(16);
    for (const { predicted, measured } of heldOut)
      expect(Math.abs(predicted / measured - 1)).toBeLessThan(0.05);
    expect(fitted.attention.product).toBeLessThan(0.7);
    expect(fitted.products).toEqual(efficiencies.products);
  });

  it("refuses rows without a measured time", () => {
    const [row] = attentionRows(8_000, 0.5);
    expect(() => calibrate([{ ...row!, times: {} }], device, efficiencies)).toThrow(/no measured times/);
  });
});
