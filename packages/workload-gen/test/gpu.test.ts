import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { GemmOperation, Operation } from "@astra-ts/core";
import { operationCost } from "@astra-ts/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errorsByKind, gpu, gpus, predictRow, readMeasured } from "../src/index.js";

const h100 = gpus.find(({ name }) => name === "h100")!;
const { rows } = readMeasured(
  gunzipSync(readFileSync(new URL("../fixtures/gpu-h100.jsonl.gz", import.meta.url))).toString(),
  "gpu-h100.jsonl",
);
const timer = gpu.create({ device: h100.device, efficiencies: h100.efficiencies });

describe("measured times of an H100", () => {
  const errors = new Map(
    errorsByKind(
      rows.flatMap((row) =>
        Object.entries(predictRow(row, h100)).flatMap(([time, predicted]) => {
          const measured = row.times[time as "us"];
          return measured === undefined ? [] : [{ row, time: time as "us", measured, predicted }];
        }),
      ),
    ).map((kind) => [kind.kind, kind]),
  );

  it("are all rows of the script that measures", () => {
    expect(rows).toHaveLength(907);
    for (const { device, efficiencies } of gpus) {
      const predicted = rows.flatMap((row) => Object.values(predictRow(row, { device, efficiencies })));
      expect(predicted.every((time) => Number.isFinite(time) && time > 0)).toBe(true);
    }
  });

  it.each([
    ["gemm, bf16", 0.06, 0.13],
    ["gemm, fp32", 0.1, 0.25],
    ["gemm, fp8_e4m3", 0.12, 0.3],
    ["attention, bf16", 0.08, 0.16],
    ["attention_backward, bf16", 0.08, 0.2],
    ["conv, bf16", 0.15, 0.3],
    ["softmax, bf16", 0.1, 0.2],
    ["layernorm, bf16", 0.1, 0.2],
    ["rmsnorm, bf16", 0.1, 0.2],
    ["block, forward", 0.06, 0.12],
    ["block, backward", 0.06, 0.12],
    ["training step", 0.08, 0.2],
  ])("%s: mean error at most %d, nine in ten below %d", (kind, mean, p90) => {
    expect(errors.get(kind)!.mean).toBeLessThanOrEqual(mean);
    expect(errors.get(kind)!.p90).toBeLessThanOrEqual(p90);
  });
});

describe("the model gpu", () => {
  const size = fc.integer({ min: 1, max: 20_000 });
  const product = (m: number, n: number, k: number): Operation & GemmOperation => ({
    kind: "gemm",
    m,
    n,
    k,
    bytesPerElement: 2,
  });

  it("is never faster than the data sheet", () => {
    fc.assert(
      fc.property(size, size, size, (m, n, k) => {
        const { flops, bytes } = operationCost(product(m, n, k));
        const { peakFlops, memoryBandwidth } = h100.device;
        expect(timer.time(product(m, n, k))).toBeGreaterThan(
          Math.max(flops / peakFlops.fp16, bytes / memoryBandwidth),
        );
      }),
      { numRuns: 300 },
    );
  });

  it("takes longer for larger products, up to the steps of waves and tiles", () => {
    fc.assert(
      fc.property(size, size, size, fc.constantFrom("m", "n", "k"), (m, n, k, grown) => {
        const small = product(m, n, k);
        const twice = { ...small, [grown]: 2 * small[grown] };
        expect(timer.time(twice)).toBeGreaterThan(0.95 * timer.time(small));
      }),
      { numRuns: 300 },
    );
  });

  it("skips half of causal attention", () => {
    const attention: Operation = {
      kind: "attention",
      batch: 4,
      heads: 32,
      keyValueHeads: 32,
      queryLength: 8192,
      keyLength: 8192,
      headDimension: 128,
      fused: true,
      pass: "forward",
      bytesPerElement: 2,
    };
    const share = timer.time({ ...attention, causal: true }) / timer.time(attention);
    expect(share).toBeGreaterThan(0.5);
    expect(share).toBeLessThan(0.56);
  });

  it("knows every GPU's products from its own data sheet", () => {
    const times = gpus.map(({ device, efficiencies }) =>
      gpu.create({ device, efficiencies }).time(product(8192, 8192, 8192)),
    );
    expect(times.toSorted((a, b) => b - a)).toEqual(times);
  });
});

describe("rows of measured times", () => {
  it("name the line that is wrong", () => {
    expect(() => readMeasured('{"op": "launch", "us": 1}\n{"op": "gemm", "m": 4}', "rows.jsonl")).toThrow(
      /rows\.jsonl:2/,
    );
    expect(() => readMeasured("{", "rows.jsonl")).toThrow(/rows\.jsonl:1: no JSON/);
  });

  it("are passed over where the measurement failed", () => {
    const { rows: read, passedOver } = readMeasured('{"op": "gemm", "error": "out of memory"}', undefined);
    expect(read).toEqual([]);
    expect(passedOver.get("gemm")).toBe(1);
  });
});
