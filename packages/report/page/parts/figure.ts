import { type Table, tableCsv, tableJson } from "../../src/tables/table.js";
import { dataTable } from "./data-table.js";
import { button, h, svg } from "./dom.js";
import { download } from "./download.js";
import type { Drawing, FigureSpec, LegendEntry } from "./drawing.js";
import { figureSvg } from "./figure-svg.js";
import { isDark } from "./theme.js";

/** A chart with its heading, legend, controls, table and downloads. */
export function figure(spec: FigureSpec): HTMLElement {
  const { id, title, description, table, legend = [], draw, mount } = spec;
  const place = h("div", { class: "chart" });
  const tools = h("div", { class: "tools" });
  const below = h("div", { class: "below", id: `${id}-table` });
  const isDrawn = draw !== undefined || mount !== undefined;
  let drawnWidth = 0;
  const redraw = (): void => {
    const width = Math.floor(place.clientWidth);
    if (!isDrawn || width === 0) return;
    drawnWidth = width;
    place.replaceChildren();
    if (mount !== undefined) mount(place, width);
    else if (draw !== undefined) show(place, draw(width));
    nameChart(place);
  };
  if (isDrawn)
    new ResizeObserver(() => {
      if (Math.floor(place.clientWidth) !== drawnWidth) redraw();
    }).observe(place);
  if (table !== undefined) {
    tools.append(
      ...(isDrawn ? [tableToggle(below, table, title)] : []),
      button("CSV", `Download ${table.title} as CSV`, () =>
        download(`${table.name}.csv`, "text/csv", tableCsv(table)),
      ),
      button("JSON", `Download ${table.title} as JSON`, () =>
        download(`${table.name}.json`, "application/json", tableJson(table)),
      ),
    );
    if (!isDrawn) below.append(dataTable(table, title));
  }
  if (draw !== undefined)
    tools.append(
      button("SVG", `Download the chart ${title} as SVG`, () =>
        download(`${id}.svg`, "image/svg+xml", figureSvg(spec, drawnWidth, isDark() ? "dark" : "light")),
      ),
    );
  const controls = spec.controls?.(redraw) ?? [];
  return h(
    "section",
    { class: "figure", id, "aria-labelledby": `${id}-title` },
    h("header", {}, h("h2", { id: `${id}-title` }, title), tools),
    h("p", { class: "description" }, [description, spec.hint].filter(Boolean).join(" ")),
    controls.length + legend.length === 0
      ? undefined
      : h("div", { class: "controls" }, ...controls, legend.length === 0 ? undefined : legendOf(legend)),
    isDrawn ? place : undefined,
    below,
  );
}

function show(place: HTMLElement, { panels, columns, legend, note }: Drawing): void {
  if (legend !== undefined) place.append(legendOf(legend));
  if (columns === undefined) place.append(...panels.map(({ picture }) => picture));
  else
    place.append(
      h(
        "div",
        { class: "facets", style: `grid-template-columns: repeat(${columns}, 1fr)` },
        ...panels.map(({ title, picture }) => h("div", {}, title ? h("h3", {}, title) : undefined, picture)),
      ),
    );
  if (note !== undefined) place.append(h("p", { class: "note" }, note));
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

function legendOf(entries: readonly LegendEntry[]): HTMLElement {
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
