import { definePlugin, defineReporter, version } from "@astra-ts/core";
import { comparisonTables } from "./compare/comparison.js";
import { labelledResults } from "./compare/labels.js";
import { renderReport } from "./render-report.js";
import { resultCsv } from "./tables/result-tables.js";
import { tableCsv } from "./tables/table.js";
import { timelineTrace } from "./trace/timeline-trace.js";

/** One page with charts that opens offline. */
export const htmlReporter = defineReporter({
  name: "html",
  description: "one page with charts that opens offline",
  report: (results) => [
    {
      path: "report.html",
      content: renderReport(
        results.length === 1
          ? { kind: "result", result: results[0]! }
          : { kind: "comparison", results: labelledResults(results) },
      ),
    },
  ],
});

/** Every table as a CSV file. */
export const csvReporter = defineReporter({
  name: "csv",
  description: "every table as a CSV file",
  report: (results) =>
    results.length === 1
      ? Object.entries(resultCsv(results[0]!)).map(([path, content]) => ({ path, content }))
      : comparisonTables(labelledResults(results)).map((table) => ({
          path: `${table.name}.csv`,
          content: tableCsv(table),
        })),
});

/** A timeline per result, for Perfetto or chrome://tracing. */
export const timelineReporter = defineReporter({
  name: "timeline",
  description: "a timeline per result, for Perfetto or chrome://tracing",
  report: (results) =>
    labelledResults(results).map(({ label, result }) => ({
      path: `timeline.${label.replaceAll(/[^A-Za-z0-9._=-]+/g, "-")}.json`,
      content: JSON.stringify(timelineTrace(result)),
    })),
});

/** The reporters as a plugin. */
export const reporters = definePlugin({
  name: "@astra-ts/report",
  description: "Results as a page, as CSV tables and as timelines",
  apiVersion: 1,
  version,
  reporters: [htmlReporter, csvReporter, timelineReporter],
});
