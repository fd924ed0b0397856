import type { ReportInput } from "@astra-ts/core";
import { figureTexts } from "../page/figures.ts?figures";
import { buildPageData } from "./page-data/build-page-data.js";

/** A chart as a file of its own. */
export interface RenderedFigure {
  /** `timeline`, `topology`, `layers`, `dimensions`, `latency` of a result; `parts`, `agreement-layers`, `agreement-collectives` of a comparison; `chart`, `pareto` of a sweep. */
  readonly name: string;
  /** SVG, 1,000 pixels wide, that opens without anything else: no script, no style sheet, fonts that every system has. */
  readonly svg: string;
}

/** The charts of a page, drawn without a browser. Throws AstraError (INVALID_VALUE) where there is nothing to show. */
export function renderFigures(input: ReportInput): RenderedFigure[] {
  return figureTexts(buildPageData(input));
}
