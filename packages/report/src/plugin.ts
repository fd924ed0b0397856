import { definePlugin, defineReporter, resultsIn, savedReport, version } from "@astra-ts/core";
import { comparisonTables } from "./compare/comparison.js";
import { jsonText } from "./json-text.js";
import { renderFigures } from "./render-figures.js";
import { renderReport } from "./render-report.js";
import { sweepTable } from "./sweep/sweep.js";
import { resultTables } from "./tables/result-tables.js";
import { tableCsv } from "./tables/table.js";
import { timelineTrace } from "./trace/timeline-trace.js";

/** One page with charts that opens offline. */
export const htmlReporter = defineReporter({
  name: "html",
  description: "one page with charts that opens offline",
  report: (input) => [{ path: "report.html", content: renderReport(input) }],
});

/** Each chart of the page as an SVG file. */
export const svgReporter = defineReporter({
  name: "svg",
  description: "each chart as an SVG file, for papers and slides",
  report: (input) =>
    renderFigures(input).map(({ name, svg }, _, all) => ({
      path: `${name}.svg`,
      content: svg,
      ...(all.length > 1 ? { part: name } : {}),
    })),
});

/** Every table as a CSV file; the first is that of the layers, of the comparison, or of the sweep. */
export const csvReporter = defineReporter({
  name: "csv",
  description: "every table as a CSV file",
  report(input) {
    const tables =
      input.kind === "result"
        ? resultTables(input.result)
        : input.kind === "comparison"
          ? comparisonTables(input)
          : [sweepTable(input.sweep)];
    return tables.map((table) => ({ path: `${table.name}.csv`, content: tableCsv(table) }));
  },
});

/** A timeline per result, for Perfetto or chrome://tracing. None for a sweep, which keeps no timelines. */
export const timelineReporter = defineReporter({
  name: "timeline",
  description: "a timeline per result, for Perfetto or chrome://tracing",
  report: (input) =>
    resultsIn(input).map(({ label, result }) => ({
      path: `timeline.${label.replaceAll(/[^A-Za-z0-9._=-]+/g, "-")}.json`,
      content: jsonText(timelineTrace(result), 0),
      ...(input.kind === "comparison" ? { part: label } : {}),
    })),
});

/** Everything as JSON, in the form that `readReport` of core reads again. */
export const jsonReporter = defineReporter({
  name: "json",
  description: "the results as JSON, to be shown or explained later",
  report: (input) => [{ path: `${input.kind}.json`, content: jsonText(savedReport(input)) }],
});

/** The reporters as a plugin. */
export const reporters = definePlugin({
  name: "@astra-ts/report",
  description: "Results as a page, as SVG charts, as CSV tables, as timelines and as JSON",
  apiVersion: 1,
  version,
  reporters: [htmlReporter, svgReporter, csvReporter, timelineReporter, jsonReporter],
});
