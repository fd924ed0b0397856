import { readFileSync } from "node:fs";
import type { Operation } from "@astra-ts/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Dataflow, dataflowNames, systolic, systolicCycles } from "../src/index.js";
import { optionsOf } from "./options-of.js";

type Row = [rows: number, columns: number, dataflow: string, sizes: number[], cycles: number];
const file = new URL("../fixtures/systolic.json", import.meta.url);
const { records } = JSON.parse(readFileSync(file, "utf8")) as { records: Row[] };
const bytesPerElement = 1;

describe("the systolic model", () => {
  it("equals SCALE-Sim v2 on every recorded layer", () => {
    const different = records.filter(([rows, columns, dataflow, sizes, cycles]) => {
      const options = optionsOf(systolic, { rows, columns, dataflow });
      return systolic.create(options).time(operation(sizes)) !== cycles;
    });
    expect(different).toEqual([]);
    expect(records).toHaveLength(174);
  });

  it("fills the array once where a product just fits: the example of the closed form, by hand", () => {
    const size = { m: 8, n: 8, k: 8 };
    const cycles = (dataflow: Dataflow) => systolicCycles({ rows: 8, columns: 8, dataflow }, size);
    expect(cycles("output-stationary")).toBe(8 + 8 + 8 - 2 - 1);
    expect(cycles("weight-stationary")).toBe(8 + 16 + 8 - 2 - 1);
    expect(cycles("input-stationary")).toBe(8 + 16 + 8 - 2 - 1);
  });

  it("never beats one multiplication per element and cycle, and never gets slower on a larger array of whole folds", () => {
    const size = fc.integer({ min: 1, max: 600 });
    const side = fc.constantFrom(4, 8, 16, 32);
    fc.assert(
      fc.property(
        size,
        size,
        size,
        side,
        side,
        fc.constantFrom("os", "ws", "is"),
        (m, n, k, rows, columns, name) => {
          const array = { rows, columns, dataflow: dataflowNames[name]! };
          expect(systolicCycles(array, { m, n, k }) * rows * columns).toBeGreaterThanOrEqual(m * n * k);
          expect(systolicCycles(array, { m, n, k, batch: 3 })).toBe(3 * systolicCycles(array, { m, n, k }));
        },
      ),
    );
  });

  it("scales with the clock and bounds other operations by vector unit and memory", () => {
    const add: Operation = {
      kind: "element-wise",
      elements: 1000,
      inputs: 2,
      operations: 1,
      bytesPerElement: 2,
    };
    const array = { rows: 8, columns: 10 };
    const at = (options: object) => systolic.create(optionsOf(systolic, { ...array, ...options })).time(add);
    expect(at({})).toBe(100);
    expect(at({ clock: 2 })).toBe(50);
    expect(at({ vectorLanes: 20 })).toBe(50);
    expect(at({ memoryBandwidth: "10GB/s" })).toBe(600);
  });

  it("runs attention head by head", () => {
    const shape = { batch: 2, heads: 4, keyValueHeads: 4, queryLength: 16, keyLength: 16, headDimension: 8 };
    const attention = { kind: "attention", ...shape, fused: true, bytesPerElement } as const;
    const array = optionsOf(systolic, { rows: 8, columns: 8 });
    const product = (m: number, n: number, k: number) => systolicCycles(array, { m, n, k, batch: 8 });
    const softmax = Math.ceil((5 * 8 * 16 * 16) / 8);
    const timer = systolic.create(array);
    expect(timer.time({ ...attention, pass: "forward" })).toBe(
      product(16, 16, 8) + product(16, 8, 16) + softmax,
    );
    expect(timer.time({ ...attention, pass: "backward" })).toBe(
      2 * product(16, 8, 16) + product(16, 16, 8) + product(16, 8, 16) + 2 * softmax,
    );
  });
});

function operation([a, b, c, filters, stride]: number[]): Operation {
  if (filters === undefined) return { kind: "gemm", m: a!, n: b!, k: c!, bytesPerElement };
  return {
    kind: "convolution",
    input: a!,
    filter: b!,
    channels: c!,
    filters,
    stride: stride!,
    bytesPerElement,
  };
}
