import type { PageData } from "../src/page-data/page-data.js";
import { figuresOfComparison, figuresOfSweep } from "./figures-of-page.js";
import { figuresOfRun } from "./figures-of-run.js";
import { useDocument } from "./parts/dom.js";
import type { FigureSpec } from "./parts/drawing.js";
import { figureSvg } from "./parts/figure-svg.js";
import { svgDocument } from "./parts/svg-document.js";

/** Fits a column of text at its full width, and a slide. */
const width = 960;

/** One figure as SVG. */
export interface FigureText {
  /** `timeline`. */
  readonly name: string;
  readonly svg: string;
}

/** The charts of a page as texts of SVG, without a browser. Of a comparison those that set runs side by side. */
export function figureTexts(data: PageData): FigureText[] {
  useDocument(svgDocument());
  return specsOf(data)
    .filter(({ draw }) => draw !== undefined)
    .map((spec) => ({ name: spec.id, svg: figureSvg(spec, width, "light") }));
}

function specsOf({ runs, comparison, sweep }: PageData): FigureSpec[] {
  if (sweep !== undefined) return figuresOfSweep(sweep);
  if (comparison !== undefined) return figuresOfComparison(comparison);
  return runs.flatMap((run) => figuresOfRun(run, ""));
}
