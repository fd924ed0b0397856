export * from "./astra-sim/index.js";
export {
  collectiveAgreementTable,
  comparisonTable,
  type Difference,
  differences,
  layerAgreementTable,
  partsTable,
} from "./compare/comparison.js";
export type { LabelledResult } from "./compare/labelled-result.js";
export { type Explanation, explain } from "./explain/explain.js";
export { measuresOf, paretoFront, type Sweep, sweepMeasures, sweepTable } from "./sweep/sweep.js";
export { formatCell } from "./tables/format.js";
export { resultCsv, resultTables } from "./tables/result-tables.js";
export {
  type Cell,
  type Column,
  column,
  type Table,
  tableCsv,
  tableJson,
  type Unit,
} from "./tables/table.js";
export { timelineTrace } from "./trace/timeline-trace.js";
