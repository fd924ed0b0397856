import type { ComparisonPage, PageData } from "../src/page-data/page-data.js";
import { formatCell } from "../src/tables/format.js";
import { agreementFigure, partsFigure } from "./charts/comparison.js";
import { paretoFigure } from "./charts/pareto.js";
import { sweepFigure } from "./charts/sweep.js";
import type { FigureSpec } from "./parts/drawing.js";

/** The charts and tables that set runs side by side. */
export function figuresOfComparison(comparison: ComparisonPage): FigureSpec[] {
  const { errors, causes, layers, collectives } = comparison;
  return [
    errors.rows.length === 0
      ? undefined
      : {
          id: "errors",
          title: errors.title,
          description: "That network is the most detailed of them. By variant.",
          table: errors,
        },
    causes.rows.length === 0
      ? undefined
      : {
          id: "differences",
          title: causes.title,
          description:
            "Parts of each difference add up to it. re-run: a run with and a run without the cause were simulated; remainder: what no run tells apart; figures: the same figure of both runs; estimate: in proportion to message times.",
          table: causes,
        },
    partsFigure("parts", comparison),
    agreementFigure({
      id: "agreement-layers",
      title: "Agreement by layer",
      description: "Communication of each layer over that of the first run; 1 is agreement.",
      table: layers,
      name: (row) => String(row[1]),
      ratio: "communication_ratio",
    }),
    agreementFigure({
      id: "agreement-collectives",
      title: "Agreement by collective",
      description: "Mean time of collectives that are alike, over that of the first run; 1 is agreement.",
      table: collectives,
      name: (row) => `${row[1]} ${formatCell(row[2], "B")}, ${row[3]} NPUs`,
      ratio: "ratio",
    }),
  ].filter((spec) => spec !== undefined);
}

/** The charts of a sweep. */
export function figuresOfSweep({ data, table }: NonNullable<PageData["sweep"]>): FigureSpec[] {
  return [sweepFigure("chart", data, table), paretoFigure("pareto", data, table)].filter(
    (spec) => spec !== undefined,
  );
}
