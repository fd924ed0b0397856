import { type Table, tableCsv, tableJson } from "../../src/tables/table.js";
import { dataTable } from "./data-table.js";
import { button, h, svg } from "./dom.js";
import { download } from "./download.js";
import { figureSvg } from "./save-svg.js";

export interface FigureOptions {
  /** Part of the page's address: `#layers`. */
  readonly id: string;
  readonly title: string;
  /** What the chart shows, in a sentence. */
  readonly description: string;
  readonly table: Table | undefined;
  /** Names and colours of what is drawn. */
  readonly legend?: readonly LegendEntry[];
  readonly controls?: readonly HTMLElement[];
  /** Draw into `place`, which is `width` pixels wide; called again when the width or the colours change. Absent: the table alone. */
  readonly draw?: (place: HTMLElement, width: number) => void;
  /** The chart is pixels and cannot be saved as SVG. */
  readonly canvas?: boolean;
}

export interface LegendEntry {
  readonly label: string;
  /** A CSS colour. */
  readonly color: string;
  /** The path of its marker around 0, some 10 wide; absent: a square patch. */
  readonly marker?: string;
}

export interface Figure {
  readonly element: HTMLElement;
  readonly redraw: () => void;
}

/** A chart with its heading, legend, controls, table and downloads. */
export function figure(options: FigureOptions): Figure {
  const { id, title, description, table, legend = [], controls = [], draw } = options;
  const place = h("div", { class: "chart" });
  const tools = h("div", { class: "tools" });
  const below = h("div", { class: "below", id: `${id}-table` });
  let drawnWidth = 0;
  const redraw = (): void => {
    const width = Math.floor(place.clientWidth);
    if (draw === undefined || width === 0) return;
    drawnWidth = width;
    place.replaceChildren();
    draw(place, width);
    nameChart(place);
  };
  if (draw !== undefined)
    new ResizeObserver(() => {
      if (Math.floor(place.clientWidth) !== drawnWidth) redraw();
    }).observe(place);
  if (table !== undefined) {
    tools.append(
      ...(draw === undefined ? [] : [tableToggle(below, table, title)]),
      button("CSV", `Download ${table.title} as CSV`, () =>
        download(`${table.name}.csv`, "text/csv", tableCsv(table)),
      ),
      button("JSON", `Download ${table.title} as JSON`, () =>
        download(`${table.name}.json`, "application/json", tableJson(table)),
      ),
    );
    if (draw === undefined) below.append(dataTable(table, title));
  }
  const head = h("header", {}, h("h2", { id: `${id}-title` }, title), tools);
  const element = h(
    "section",
    { class: "figure", id, "aria-labelledby": `${id}-title` },
    head,
    h("p", { class: "description" }, description),
    controls.length + legend.length === 0
      ? undefined
      : h("div", { class: "controls" }, ...controls, legend.length === 0 ? undefined : legendOf(legend)),
    draw === undefined ? undefined : place,
    below,
  );
  if (draw !== undefined && options.canvas !== true)
    tools.append(
      button("SVG", `Download the chart ${title} as SVG`, () => {
        const picture = figureSvg(element);
        if (picture !== undefined) download(`${id}.svg`, "image/svg+xml", picture);
      }),
    );
  return { element, redraw };
}

/** A drawing is one image with a name; what the chart library calls its parts helps nobody who listens. */
function nameChart(place: HTMLElement): void {
  for (const chart of place.querySelectorAll("svg[aria-label]")) chart.setAttribute("role", "img");
  for (const part of place.querySelectorAll<SVGElement>("svg g[aria-label]")) {
    part.dataset.mark = part.getAttribute("aria-label") ?? "";
    part.removeAttribute("aria-label");
  }
}

function tableToggle(below: HTMLElement, table: Table, title: string): HTMLButtonElement {
  const toggle = button("Table", `Show or hide the table: ${table.title}`, () => {
    const open = toggle.getAttribute("aria-expanded") === "true";
    toggle.setAttribute("aria-expanded", String(!open));
    below.replaceChildren(...(open ? [] : [dataTable(table, title)]));
  });
  toggle.setAttribute("aria-expanded", "false");
  toggle.setAttribute("aria-controls", below.id);
  return toggle;
}

export function legendOf(entries: readonly LegendEntry[]): HTMLElement {
  return h(
    "ul",
    { class: "legend", "aria-label": "Legend" },
    ...entries.map(({ label, color, marker }) => h("li", {}, patch(color, marker), label)),
  );
}

function patch(color: string, marker: string | undefined): Element {
  if (marker === undefined) return h("i", { style: `background:${color}` });
  const shape = svg("path", { d: marker, style: `fill:${color};stroke:${color}` });
  return svg("svg", { viewBox: "-6 -6 12 12", "aria-hidden": "true" }, shape);
}
