import { type AstraError, didYouMean, AstraError as Problem } from "@astra-ts/core";
import { type Column, paretoFront, type Sweep, sweepTable } from "@astra-ts/report";
import { renderDataTable } from "./data-table.js";

const rowsShown = 60;
/** Measures that the terminal has room for; files hold all. */
const shownMeasures = ["total_ns", "exposed_ns", "time_over_bound", "cost"];

/** A sweep as a person reads it: a row for each point with its parameters and what matters most. */
export function renderSweep(sweep: Sweep): string {
  const measures = sweep.measures.filter(({ key }) => shownMeasures.includes(key));
  return renderDataTable(sweepTable({ ...sweep, measures }), rowsShown);
}

/** The points that no other point beats in both objectives. Throws UNKNOWN_NAME for an objective that nothing measures. */
export function paretoOf(sweep: Sweep, objectives: readonly [string, string]): Sweep {
  for (const key of objectives)
    if (!sweep.measures.some((measure) => measure.key === key)) throw unknownMeasure(key, sweep.measures);
  const rows = sweep.rows.filter((row) => objectives.every((key) => typeof row[key] === "number"));
  const front = paretoFront(
    rows.map((row) => [row[objectives[0]] as number, row[objectives[1]] as number] as const),
  );
  return {
    ...sweep,
    measures: objectives.map((key) => sweep.measures.find((measure) => measure.key === key)!),
    rows: front.map((index) => rows[index]!),
  };
}

/** The front as a table with its heading. */
export function renderPareto(sweep: Sweep, objectives: readonly [string, string]): string {
  const front = paretoOf(sweep, objectives);
  const [first, second] = front.measures as [Column, Column];
  return `Points that no other beats in both ${first.label.toLowerCase()} and ${second.label.toLowerCase()}:\n\n${renderDataTable(sweepTable(front), rowsShown)}`;
}

function unknownMeasure(found: string, measures: readonly Column[]): AstraError {
  const known = measures.map(({ key }) => key);
  return new Problem("UNKNOWN_NAME", {
    field: "sweep.objectives",
    problem: "a sweep does not measure this",
    found,
    expected: `one of ${known.join(", ")}`,
    hint: didYouMean(found, known),
  });
}
