import type { Result } from "@astra-ts/core";
import { Grid, nameCell } from "./grid.js";
import { chunkLatency } from "./layer-tables.js";
import { seenFromNpu0 } from "./npu0.js";
import { mebibytes, microseconds, sixDecimals } from "./number-format.js";
import type { RunPlace } from "./run-place.js";

/** Dimensions that `backend_end_to_end.csv` always has columns for. */
const payloadColumns = 7;

/** Rows of `backend_dim_info.csv` that each run has for its own. */
const rowsPerRun = 10;

/** ASTRA-sim 1.0's `backend_end_to_end.csv`: a row per run; times in µs, sizes in MiB sent by NPU 0. A dimension that the network has not is -1. */
export function backendEndToEndCsv(result: Result, place: RunPlace, existing?: string): string {
  const { time, layers } = seenFromNpu0(result);
  const payload = payloadByDimension(result);
  const dataParallel = layers[0]?.exposedCommunication.weightGradient ?? 0;
  const dimensions = Array.from({ length: Math.max(payloadColumns, payload.length) }, (_, index) => index);
  return insertRun(
    place,
    existing,
    [
      "RunName",
      "CommsTime",
      "ComputeTime",
      "ExposedCommsTime",
      "Cost",
      "TotalPayloadSize",
      "DPCommsTime",
      "MPCommsTime",
      ...dimensions.slice(0, payloadColumns).map((index) => `PayloadSize_Dim${index}`),
    ],
    [
      microseconds(time.total),
      microseconds(time.compute),
      microseconds(time.exposedCommunication),
      sixDecimals(result.networkReport.cost ?? 0),
      mebibytes(result.bytesSent[0]),
      microseconds(dataParallel),
      microseconds(time.exposedCommunication - dataParallel),
      ...dimensions.map((index) => (index < payload.length ? mebibytes(payload[index]) : "-1")),
    ],
  );
}

/** ASTRA-sim 1.0's `tutorial_result.csv`: a row per run; times in µs, MiB sent by NPU 0. */
export function tutorialResultCsv(result: Result, place: RunPlace, existing?: string): string {
  const { total, compute, exposedCommunication } = seenFromNpu0(result).time;
  return insertRun(
    place,
    existing,
    ["Name", "TotalTime(us)", "ComputeTime(us)", "ExposedCommunicationTime(us)", "TotalMessageSize(MB)"],
    [
      microseconds(total),
      microseconds(compute),
      microseconds(exposedCommunication),
      mebibytes(result.bytesSent[0]),
    ],
  );
}

function insertRun(
  { runName, statRow }: RunPlace,
  existing: string | undefined,
  header: readonly string[],
  cells: readonly string[],
): string {
  const grid = new Grid(statRow === 0 ? undefined : existing);
  if (statRow === 0) grid.insertRow(0, 0, header);
  grid.insertRow(statRow + 1, 0, [nameCell(runName), ...cells]);
  return grid.toString();
}

/** ASTRA-sim 1.0's `backend_dim_info.csv`: the mean time of a chunk in each logical dimension, µs. */
export function backendDimensionInfoCsv(
  result: Result,
  { runName, statRow }: RunPlace,
  existing?: string,
): string {
  const grid = new Grid(statRow === 0 ? undefined : existing);
  if (statRow === 0) grid.insertRow(0, 0, ["RunName", "DimensionIndex", "AverageChunkLatency"]);
  seenFromNpu0(result).systemReport.dimensions.forEach(({ averageChunkLatency }, index) => {
    const row = statRow * rowsPerRun + 1 + index;
    grid.insertRow(row, 0, [nameCell(runName), String(index), chunkLatency(averageChunkLatency)]);
  });
  return grid.toString();
}

/** Bytes that NPU 0 sent by dimension of the topology. Logical dimensions that split one all report what was sent in the whole of it. */
export function payloadByDimension(result: Result): number[] {
  const { systemReport } = seenFromNpu0(result);
  const bytes: number[] = [];
  for (const { physical, bytesSent } of systemReport.dimensions) bytes[physical] = bytesSent;
  return bytes;
}
