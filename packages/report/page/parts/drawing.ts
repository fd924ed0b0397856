import type { Table } from "../../src/tables/table.js";

export interface LegendEntry {
  readonly label: string;
  /** A CSS colour. */
  readonly color: string;
  /** The path of its marker around 0, some 10 wide; absent: a square patch. */
  readonly marker?: string;
}

/** One chart of a figure. */
export interface Panel {
  /** Where a figure has several. */
  readonly title?: string;
  /** With width and height. */
  readonly picture: SVGSVGElement;
}

/** What a figure looks like at some width. */
export interface Drawing {
  readonly panels: readonly Panel[];
  /** Panels beside each other; default 1. */
  readonly columns?: number;
  /** Where it depends on what is chosen; otherwise the figure has it. */
  readonly legend?: readonly LegendEntry[];
  /** A sentence below. */
  readonly note?: string;
}

/** A figure: what is drawn on a page and into a file alike. */
export interface FigureSpec {
  /** Part of the page's address: `#layers`. */
  readonly id: string;
  readonly title: string;
  /** What the chart shows, in a sentence. */
  readonly description: string;
  /** What can be done with it on a page. */
  readonly hint?: string;
  readonly table: Table | undefined;
  /** Names and colours of what is drawn. */
  readonly legend?: readonly LegendEntry[];
  /** Made once, on a page; `redraw` draws anew after a choice. */
  readonly controls?: (redraw: () => void) => HTMLElement[];
  /** The charts, `width` pixels wide in all. Absent: the table alone. */
  readonly draw?: (width: number) => Drawing;
  /** Puts something livelier than the drawing onto a page; called again when the width changes. */
  readonly mount?: (place: HTMLElement, width: number) => void;
}
