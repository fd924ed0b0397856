export * from "./astra-sim/index.js";
export {
  collectiveAgreementTable,
  comparisonTable,
  comparisonTables,
  layerAgreementTable,
} from "./compare/comparison.js";
export { errorTable } from "./compare/decision.js";
export { type CauseOfDifference, type Difference, differences } from "./compare/difference.js";
export { distinctLabels, type Labelled } from "./compare/labels.js";
export { type ComparedPair, comparedPairs } from "./compare/pairs.js";
export { comparisonSentences } from "./compare/sentences.js";
export { surpriseSentences } from "./compare/surprises.js";
export { algorithmsInWords } from "./explain/algorithm-words.js";
export { type CriticalPath, criticalPath, type PathStep } from "./explain/critical-path.js";
export { type Explanation, explain, explanationText } from "./explain/explain.js";
export { limitWords } from "./explain/limit-words.js";
export type { PathShares } from "./explain/path-summary.js";
export { remedied } from "./explain/remedied.js";
export {
  inOrder as inOrderOfSaving,
  type Remedy,
  type Suggestion,
  withReRun,
} from "./explain/suggestions.js";
export { trainingInWords } from "./explain/training-words.js";
export {
  csvReporter,
  htmlReporter,
  jsonReporter,
  reporters,
  svgReporter,
  timelineReporter,
} from "./plugin.js";
export { type RenderedFigure, renderFigures } from "./render-figures.js";
export { renderReport } from "./render-report.js";
export { measuresOf, paretoFront, sweepMeasures, sweepTable } from "./sweep/sweep.js";
export { formatCell } from "./tables/format.js";
export { layerTable, linkTable, mostBytesSent, resultCsv, resultTables } from "./tables/result-tables.js";
export { column, type Table, tableCsv, tableJson } from "./tables/table.js";
export {
  type CompleteEvent,
  type MetadataEvent,
  type TimelineTrace,
  type TraceEvent,
  timelineTrace,
} from "./trace/timeline-trace.js";
