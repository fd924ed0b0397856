import type { DataType } from "@astra-ts/core";
import type { GpuDevice } from "./device.js";
import type { GpuEfficiencies } from "./efficiencies.js";
import { norm } from "./norm.js";

/** A product as kernels see it: `batch` products of (m x k) times (k x n). */
export interface ProductShape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly batch: number;
  /** Of one element of the two operands, and of the result. */
  readonly bytes: number;
  readonly resultBytes: number;
  /** Time of reading operands and writing results, ns, where it is not that of the three matrices. */
  readonly memoryTime?: number;
}

const largestTile = 256 * 128;
/** Rows and columns of the part of the result that one processor computes at a time, as libraries of today offer them. */
const tiles: readonly (readonly [number, number])[] = [
  ...wide(256, [128, 112, 96, 64]),
  [192, 128],
  ...wide(128, [256, 224, 208, 192, 176, 160, 144, 128, 112, 96, 80, 64]),
  ...wide(64, [256, 192, 128, 96, 80, 64, 48, 32, 16]),
];
/** Parts into which the inner dimension may be split, each for a processor of its own. */
const splits = [1, 2, 4, 8, 16, 32];
/** Steps that a tile takes along the inner dimension, elements; a part of a split has four or more. */
const step = 64;
const fewestSteps = 4;
/** Bytes to whose multiples the rows of operands must begin to be read at full speed. */
const alignment = 32;

function wide(rows: number, columns: readonly number[]): [number, number][] {
  return columns.map((count) => [rows, count]);
}

/** How fast products of one data type are. */
export interface ProductRates {
  /** Of the whole GPU by its data sheet, FLOP/ns. */
  readonly peak: number;
  readonly efficiency: number;
  /** Share of the peak that power allows. */
  readonly sustained: number;
  readonly operands: number;
}

/**
 * Time of a product, ns: the best of all tile sizes and splits, as a library's heuristic would choose it. Tiles go over the processors in waves, and the last wave takes as
 * long as a full one; a tile takes as long as its arithmetic, or as its operands take to come from the cache. Against that stand the bytes that must come from memory, and what the power of the whole chip allows.
 */
export function productTime(
  shape: ProductShape,
  rates: ProductRates,
  device: GpuDevice,
  { products: fitted }: GpuEfficiencies,
): number {
  const { m, n, k, batch, bytes, resultBytes } = shape;
  const { processors, memoryBandwidth } = device;
  const results = batch * m * n;
  const memory =
    shape.memoryTime ??
    (batch * (m * k + k * n) * bytes + results * resultBytes) / (memoryBandwidth * fitted.memory);
  const power = (2 * results * k) / (rates.peak * rates.sustained);
  const aligned = (n * bytes) % alignment === 0 && (k * bytes) % alignment === 0;
  const perProcessor = (rates.peak / processors) * rates.efficiency * (aligned ? 1 : fitted.unaligned);
  let best = Number.POSITIVE_INFINITY;
  for (const [rows, columns] of tiles) {
    const area = rows * columns;
    const out = (fitted.tile * area) / largestTile;
    const count = Math.ceil(m / rows) * Math.ceil(n / columns) * batch;
    for (const parts of splits) {
      const steps = Math.ceil(k / parts / step);
      if (parts > 1 && steps < fewestSteps) break;
      const waves = Math.ceil((count * parts) / processors);
      const depth = steps * step + fitted.fill;
      const products = (2 * area * depth) / perProcessor;
      const operands = ((rows + columns) * depth * bytes) / rates.operands;
      const arithmetic = waves * (norm(fitted.overlap, products, operands) + out);
      const adding =
        parts === 1 ? 0 : fitted.splitStart + (fitted.split * results * 8 * parts) / memoryBandwidth;
      best = Math.min(best, norm(fitted.overlap, arithmetic, memory, power) + adding);
    }
  }
  return best + fitted.start;
}

/** Peak rate and fitted shares of a data type. Types of 32 bits and more without matrix units of their own go at the vector units' rate. */
export function productRates(
  type: DataType,
  { peakFlops, vectorFlops }: GpuDevice,
  { products: { fp16, tf32, fp8, sustained } }: GpuEfficiencies,
): ProductRates {
  switch (type) {
    case "fp64":
      return { ...fp16, sustained, peak: peakFlops.fp64 ?? vectorFlops / 2 };
    case "fp32":
      return { ...fp16, sustained, peak: vectorFlops };
    case "tf32":
      return { ...tf32, sustained: 1, peak: peakFlops.tf32 ?? vectorFlops };
    case "fp16":
    case "bf16":
      return { ...fp16, sustained, peak: peakFlops.fp16 };
    case "fp8":
      return peakFlops.fp8 === undefined
        ? { ...fp16, sustained, peak: peakFlops.fp16 }
        : { ...fp8, sustained: 1, peak: peakFlops.fp8 };
    case "int8":
      return { ...fp8, sustained: 1, peak: peakFlops.int8 ?? peakFlops.fp8 ?? peakFlops.fp16 };
  }
}
