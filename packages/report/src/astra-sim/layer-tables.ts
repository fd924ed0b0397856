import type { LayerResult, Result } from "@astra-ts/core";
import { Grid, nameCell } from "./grid.js";
import { seenFromNpu0 } from "./npu0.js";
import { microseconds, sixDecimals } from "./number-format.js";
import type { RunPlace } from "./run-place.js";

/** First column after the layer's and the run's name. */
const firstColumn = 2;

const endToEndHeader = [
  "fwd compute",
  "wg compute",
  "ig compute",
  "fwd exposed comm",
  "wg exposed comm",
  "ig exposed comm",
  "fwd total comm",
  "wg total comm",
  "ig total comm",
  "workload finished at",
  "total comp",
  "total exposed comm",
];

/**
 * ASTRA-sim 1.0's `EndToEnd.csv`: a row per layer and run, times in µs. Totals stand in the first layer's row.
 * `existing` is the text of the file as earlier runs left it; run 0 ignores it.
 */
export function endToEndCsv(result: Result, place: RunPlace, existing?: string): string {
  const { layers, time } = seenFromNpu0(result);
  const grid = new Grid(place.statRow === 0 ? undefined : existing);
  if (place.statRow === 0) grid.insertRow(0, firstColumn, endToEndHeader);
  layers.forEach((layer, index) => {
    const row = rowOf(index, place);
    insertNames(grid, row, layer, place);
    grid.insertRow(row, firstColumn, endToEndCells(layer, index, time));
  });
  return grid.toString();
}

function endToEndCells(layer: LayerResult, index: number, time: Result["time"]): string[] {
  const times = [layer.compute, layer.exposedCommunication, layer.communication].flatMap(
    ({ forward, weightGradient, inputGradient }) => [forward, weightGradient, inputGradient],
  );
  const totals = index === 0 ? [time.compute, time.exposedCommunication] : [];
  return [...times, time.total, ...totals].map(microseconds);
}

/**
 * ASTRA-sim 1.0's `detailed.csv`: per layer, mean queueing delay before each phase and mean network delay in each phase, in µs; in the first layer's row
 * also the mean time of a chunk in each dimension. The latter stand in the columns after the last layer's own. Where the first layer has more columns than
 * the last, two values fall into one cell, the chunk delay first: that is the original's layout, and each value has six decimals to tell them apart by.
 */
export function detailedCsv(result: Result, place: RunPlace, existing?: string): string {
  const { layers, systemReport } = seenFromNpu0(result);
  const grid = new Grid(place.statRow === 0 ? undefined : existing);
  const withHeader = place.statRow === 0;
  let afterLast = firstColumn;
  layers.forEach((layer, index) => {
    const row = rowOf(index, place);
    insertNames(grid, row, layer, place);
    const cells = [...layer.queueingDelay, ...layer.networkDelay].map(microseconds);
    grid.insertRow(row, firstColumn, cells);
    if (withHeader && index === 0) grid.insertRow(0, firstColumn, phaseHeader(layer));
    afterLast = firstColumn + cells.length;
  });
  const { dimensions } = systemReport;
  grid.insertRow(
    rowOf(0, place),
    afterLast,
    dimensions.map(({ averageChunkLatency }) => chunkLatency(averageChunkLatency)),
  );
  if (withHeader) {
    grid.insertRow(
      0,
      afterLast,
      dimensions.map((_, index) => `avg chunk delay dimension ${index + 1}`),
    );
  }
  return grid.toString();
}

function phaseHeader({ queueingDelay, networkDelay }: LayerResult): string[] {
  return [
    ...queueingDelay.map((_, phase) => `queuing delay phase ${phase}`),
    ...networkDelay.map((_, phase) => `network delay phase ${phase + 1}`),
  ];
}

/** The mean time of a chunk in a dimension, µs; as C prints 0/0 where none came. */
export function chunkLatency(nanoseconds: number | null): string {
  return nanoseconds === null ? "-nan" : sixDecimals(nanoseconds / 1000);
}

function rowOf(layer: number, { statRow, totalStatRows }: RunPlace): number {
  return layer * totalStatRows + 1 + statRow;
}

function insertNames(grid: Grid, row: number, layer: LayerResult, { runName, statRow }: RunPlace): void {
  if (statRow === 0) grid.insert(row, 0, nameCell(layer.name));
  grid.insert(row, 1, nameCell(runName));
}
