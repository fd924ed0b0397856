import type { Provenance } from "./provenance.js";
import type { Result } from "./result.js";

/** A result in a comparison. */
export interface LabelledResult {
  /** Backend or variant: `packet`, `analytical, 2 links`. */
  readonly label: string;
  readonly result: Result;
  /** Form of the experiment, and network among those compared, where variants ran on several networks: `fast`, `packet`. */
  readonly variant?: string;
  readonly network?: string;
}

/** What one cause contributes to the difference of two runs. */
export interface DifferenceCause {
  /** `buffers (buffersPerVc)`, `topology.0.bandwidth 50GB/s -> 100GB/s`. */
  readonly cause: string;
  /** ns; below 0 where the run gets shorter by it. */
  readonly time: number;
  /** `re-run`: a run with it and one without it were simulated. `remainder`: what is left, which no run tells apart. */
  readonly basis: "re-run" | "remainder";
}

/** Why a run of a comparison differs from another. */
export interface MeasuredDifference {
  /** Labels of the two. */
  readonly label: string;
  readonly from: string;
  /** Total of the first less that of the second, ns. */
  readonly time: number;
  /** In the order in which they were put on; they add up to `time`. */
  readonly causes: readonly DifferenceCause[];
}

/** Results side by side. The first is what the others are compared with. */
export interface Comparison {
  readonly kind: "comparison";
  readonly results: readonly LabelledResult[];
  /** Label or `network` of the network that the others are measured against: the most detailed. Absent: none. */
  readonly reference?: string;
  /** Absent: nothing was simulated to find causes. */
  readonly differences?: readonly MeasuredDifference[];
  readonly title?: string;
}

/** What a column's numbers are in. `ns`, `B` and `B/ns` are shown with the prefix that reads best; `fraction` as per cent. */
export const units = ["ns", "B", "B/ns", "count", "fraction", "ratio", "s", "text"] as const;

/** One of `units`. */
export type Unit = (typeof units)[number];

/** A column: what it holds, and in which unit. */
export interface Column {
  /** Name in CSV and JSON; ends in its unit where it has one: `exposed_ns`. */
  readonly key: string;
  /** Name on the page. */
  readonly label: string;
  readonly unit: Unit;
}

/** Content of a cell; null is empty. */
export type Cell = string | number | boolean | null;

/** Points of a sweep as tidy rows: a value for each parameter and each measure. */
export interface Sweep {
  readonly name: string;
  /** How it was made. Absent where the library did it. */
  readonly provenance?: Provenance;
  /** What was varied. A parameter may be numbers (sizes, bandwidths) or names (backends, algorithms). */
  readonly parameters: readonly Column[];
  /** What came out. */
  readonly measures: readonly Column[];
  /** By key of parameter and measure; a missing or null measure is a point that failed. */
  readonly rows: readonly Readonly<Record<string, Cell>>[];
  /** The rows that no other beats, where measures were weighed against each other. Absent: they were not. */
  readonly pareto?: readonly Readonly<Record<string, Cell>>[];
}

/** What a report is made of: what a run, a comparison or a sweep gives. */
export type ReportInput =
  | { readonly kind: "result"; readonly result: Result; readonly title?: string }
  | Comparison
  | { readonly kind: "sweep"; readonly sweep: Sweep; readonly title?: string };

/** The results that a report has, each with its label: that of a single one is its network. None for a sweep, which keeps rows alone. */
export function resultsIn(input: ReportInput): readonly LabelledResult[] {
  if (input.kind === "result") return [{ label: input.result.network, result: input.result }];
  return input.kind === "comparison" ? input.results : [];
}
