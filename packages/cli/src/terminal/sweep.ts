import { AstraError, type Column, didYouMean, printable, type Sweep } from "@astra-ts/core";
import { paretoFront, sweepTable } from "@astra-ts/report";
import { renderDataTable } from "./data-table.js";

const rowsShown = 60;
/** Measures that the terminal has room for; files hold all. */
const shownMeasures = ["total_ns", "exposed_ns", "time_over_bound", "cost"];

/** A sweep as a person reads it: a row for each point with its parameters and what matters most. */
export function renderSweep(sweep: Sweep): string {
  const measures = sweep.measures.filter(({ key }) => shownMeasures.includes(key));
  return renderDataTable(sweepTable({ ...sweep, measures }), rowsShown);
}

/** What to weigh, and among which points. */
export interface Weighing {
  /** Keys of two measures; smaller is better. */
  readonly measures: readonly string[];
  /** Keys or names of parameters: only points that agree in them are weighed against each other. */
  readonly within: readonly string[];
}

/** The points that no other point beats in both measures. Throws UNKNOWN_NAME for a measure or a parameter that the sweep has not. */
export function paretoOf(sweep: Sweep, { measures: keys, within }: Weighing): Sweep {
  if (keys.length !== 2) {
    throw new AstraError("INVALID_VALUE", {
      field: "sweep.pareto.measures",
      problem: "two measures are weighed against each other",
      found: keys.join(","),
      expected: "two, such as total_ns,cost",
    });
  }
  const measures = keys.map((key) => found(key, sweep.measures, "pareto.measures", "measure"));
  const parameters = within.map((key) => found(key, sweep.parameters, "pareto.within", "parameter"));
  const [first, second] = measures as [Column, Column];
  const groups = new Map<string, Sweep["rows"][number][]>();
  for (const row of sweep.rows) {
    if (typeof row[first.key] !== "number" || typeof row[second.key] !== "number") continue;
    const group = JSON.stringify(parameters.map(({ key }) => row[key]));
    groups.set(group, [...(groups.get(group) ?? []), row]);
  }
  const rows = [...groups.values()].flatMap((group) =>
    paretoFront(group.map((row) => [row[first.key] as number, row[second.key] as number] as const)).map(
      (index) => group[index]!,
    ),
  );
  const others = sweep.parameters.filter((parameter) => !parameters.includes(parameter));
  return { ...sweep, parameters: [...parameters, ...others], measures, rows };
}

/** The front as a table with its heading. */
export function renderPareto(front: Sweep): string {
  const [first, second] = front.measures as [Column, Column];
  return `${printable(`Points that no other beats in both ${first.label.toLowerCase()} and ${second.label.toLowerCase()}:`)}\n\n${renderDataTable(sweepTable(front), rowsShown)}`;
}

function found(name: string, columns: readonly Column[], field: string, what: string): Column {
  const column = columns.find(({ key, label }) => key === name || label === name);
  if (column !== undefined) return column;
  const known = columns.map(({ key }) => key);
  throw new AstraError("UNKNOWN_NAME", {
    field: `sweep.${field}`,
    problem: `the sweep has no such ${what}`,
    found: name,
    expected: `one of ${known.join(", ")}`,
    hint: didYouMean(name, known),
  });
}
