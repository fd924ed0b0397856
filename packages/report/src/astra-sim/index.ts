export { astraSimFiles } from "./files.js";
export { astraSim2Lines } from "./graph-lines.js";
export { detailedCsv, endToEndCsv } from "./layer-tables.js";
export { astraSimMemory } from "./memory-size.js";
export { seenFromNpu0 } from "./npu0.js";
export { mebibytes, microseconds, sixDecimals } from "./number-format.js";
export type { RunPlace } from "./run-place.js";
export {
  backendDimensionInfoCsv,
  backendEndToEndCsv,
  payloadByDimension,
  tutorialResultCsv,
} from "./run-tables.js";
export { dimensionUtilization, dimensionUtilizationCsv, type UtilizationRow } from "./utilization-table.js";
