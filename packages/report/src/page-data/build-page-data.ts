import {
  AstraError,
  type Comparison,
  type ReportInput,
  refuseOtherSchema,
  resultsIn,
  version,
} from "@astra-ts/core";
import {
  causeTable,
  collectiveAgreementTable,
  comparisonTable,
  layerAgreementTable,
  partsTable,
} from "../compare/comparison.js";
import { errorTable } from "../compare/decision.js";
import { comparisonSentences } from "../compare/sentences.js";
import { sweepTable } from "../sweep/sweep.js";
import type { ComparisonPage, PageData } from "./page-data.js";
import { provenanceOfSweep } from "./provenance-page.js";
import { runPage } from "./run-page.js";

/** Keeps a page below 5 MB however many runs share it. */
const timelineBytes = 2_000_000;
const tableRows = 4000;

/** Everything that a page draws, from results or the rows of a sweep. Throws INVALID_VALUE for a comparison or a sweep of nothing. */
export function buildPageData(input: ReportInput): PageData {
  const maker = `astra-ts ${version}`;
  if (input.kind === "sweep") {
    if (input.sweep.rows.length === 0)
      throw new AstraError("INVALID_VALUE", {
        problem: "a report of a sweep needs points",
        field: "sweep.rows",
        found: "none",
        expected: "one row or more",
      });
    const table = sweepTable(input.sweep);
    return {
      kind: "sweep",
      title: input.title ?? input.sweep.name,
      maker,
      runs: [],
      sweep: { data: input.sweep, table, provenance: provenanceOfSweep(input.sweep.provenance) },
    };
  }
  const results = resultsIn(input);
  if (results.length === 0)
    throw new AstraError("INVALID_VALUE", {
      problem: "a report of a comparison needs results",
      field: "results",
      found: "none",
      expected: "one result or more",
    });
  for (const { result } of results) refuseOtherSchema(result, ["result"]);
  const budget = { timeline: timelineBytes / results.length, rows: Math.ceil(tableRows / results.length) };
  const runs = results.map(({ label, result }) => runPage(label, result, budget));
  const title = input.title ?? results[0].result.name;
  if (input.kind === "result") return { kind: "result", title, maker, runs };
  return { kind: "comparison", title, maker, runs, comparison: comparisonPage(input) };
}

function comparisonPage(comparison: Comparison): ComparisonPage {
  const { results, reference } = comparison;
  return {
    sentences: comparisonSentences(comparison),
    summary: comparisonTable(results),
    errors: errorTable(results, reference),
    causes: causeTable(comparison),
    parts: partsTable(results),
    layers: layerAgreementTable(results),
    collectives: collectiveAgreementTable(results),
    attributionNote:
      "Computing and overlap are exact. Communication is split in proportion to the network's message time (serialisation, propagation, queueing), an estimate: no simulator knows for each message whether something waited for it.",
  };
}
