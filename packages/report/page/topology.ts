import { formatPercent } from "@astra-ts/core";
import type { Table } from "../src/tables/table.js";
import type { TopologyData, TopologyEdge, TopologyView } from "../src/topology/topology-data.js";
import { select, svg } from "./parts/dom.js";
import type { FigureSpec } from "./parts/drawing.js";
import type { Tooltip } from "./parts/tooltip.js";

const sources = {
  measured: "Colour and width are each link's busy time over the run.",
  derived:
    "This network reports no single links: colour and width are the bytes sent in a dimension over what its links could carry in the run, the same for all links of a dimension.",
  none: "How busy the links were is not known.",
};

/** The machine, its links coloured by utilisation. */
export function topologyFigure(
  id: string,
  data: TopologyData,
  table: Table,
  tooltip: Tooltip | undefined,
): FigureSpec {
  let current = 0;
  return {
    id,
    title: "Topology",
    description: `${data.dimensions.join(" × ")}. ${sources[data.source]}`,
    table,
    legend: scaleEntries,
    controls: (redraw) =>
      data.views.length > 1
        ? [
            select(
              "Show",
              data.views.map(({ title }, index) => [String(index), title] as const),
              "0",
              (value) => {
                current = Number(value);
                redraw();
              },
            ),
          ]
        : [],
    draw: (width) => {
      const view = data.views[current];
      return {
        panels: [{ picture: drawView(view, width, tooltip) }],
        note: `${view.title}. ${view.note}`,
      };
    },
  };
}

/** Steps of the scale of utilisation. */
const scaleEntries = [0, 25, 50, 75, 100].map((percent, index) => ({
  label: index === 0 ? "idle" : `${percent} % busy`,
  color: `var(--use-${index})`,
}));

const npuStyle = { fill: "var(--paper)", stroke: "var(--soft)", "stroke-width": 1.2 };
const switchStyle = { fill: "var(--soft)", stroke: "var(--paper)", "stroke-width": 1 };
const numberStyle = {
  "font-size": 10,
  "text-anchor": "middle",
  "dominant-baseline": "central",
  "pointer-events": "none",
};

function drawView(view: TopologyView, width: number, tooltip: Tooltip | undefined): SVGSVGElement {
  const margin = view.edges.some(({ bent }) => bent) ? 34 : 22;
  const [left, right] = [Math.min(...view.x), Math.max(...view.x)];
  const [top, bottom] = [Math.min(...view.y), Math.max(...view.y)];
  const scale = Math.min(
    (width - 2 * margin) / Math.max(right - left, 0.001),
    (430 - 2 * margin) / Math.max(bottom - top, 0.001),
    90,
  );
  const drawnWidth = (right - left) * scale;
  const height = (bottom - top) * scale + 2 * margin;
  const x = view.x.map((value) => (width - drawnWidth) / 2 + (value - left) * scale);
  const y = view.y.map((value) => margin + (value - top) * scale);
  const picture = svg("svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": `${view.title}: ${view.nodes.length} nodes, ${view.edges.length} links. ${view.note} The table has the figures.`,
  });
  const size = Math.max(2.2, Math.min(13, scale * 0.24));
  const crowd = Math.min(1, Math.sqrt(70 / Math.max(1, view.edges.length)) + 0.25);
  const thickness = Math.max(0.8, Math.min(5, scale * 0.1) * crowd);
  const links = svg("g", { fill: "none", "stroke-linecap": "round" });
  const order = [...view.edges].sort((a, b) => busiest(a) - busiest(b));
  for (const edge of order) {
    const path = pathOf(edge, x, y, scale);
    const line = svg("path", {
      d: path,
      stroke: colorOf(busiest(edge)),
      "stroke-width": thickness * (0.45 + 0.75 * Math.max(0, Math.min(1, busiest(edge)))),
    });
    links.append(line);
    if (tooltip === undefined) continue;
    const target = svg("path", {
      d: path,
      stroke: "transparent",
      "stroke-width": Math.max(8, thickness + 5),
    });
    hover(target, tooltip, () => edgeLines(view, edge));
    links.append(target);
  }
  const nodes = svg("g");
  const text = size >= 9;
  view.nodes.forEach((name, id) => {
    const kind = view.nodeKinds[id];
    const mark =
      kind === 1
        ? svg("rect", {
            x: x[id] - size,
            y: y[id] - size,
            width: 2 * size,
            height: 2 * size,
            rx: size / 4,
            ...switchStyle,
          })
        : svg("circle", { cx: x[id], cy: y[id], r: kind === 2 ? size * 1.15 : size, ...npuStyle });
    hover(mark, tooltip, () => [name]);
    nodes.append(mark);
    const number = /(\d+)$/.exec(name)?.[1];
    if (text && kind !== 2 && number !== undefined)
      nodes.append(
        svg(
          "text",
          { x: x[id], y: y[id], fill: kind === 1 ? "var(--paper)" : "var(--ink)", ...numberStyle },
          kind === 1 ? `S${number}` : number,
        ),
      );
  });
  picture.append(links, nodes);
  return picture;
}

function pathOf(
  { a, b, bent }: TopologyEdge,
  x: readonly number[],
  y: readonly number[],
  step: number,
): string {
  if (!bent) return `M${x[a]},${y[a]}L${x[b]},${y[b]}`;
  const [dx, dy] = [x[b] - x[a], y[b] - y[a]];
  const length = Math.hypot(dx, dy);
  const bend = Math.min(0.4 * length, 0.85 * step);
  const cx = (x[a] + x[b]) / 2 + (dy / length) * bend;
  const cy = (y[a] + y[b]) / 2 - (dx / length) * bend;
  return `M${x[a]},${y[a]}Q${cx},${cy} ${x[b]},${y[b]}`;
}

/** Utilisation of the busier direction; -1 where it is not known. */
function busiest({ forward, backward }: TopologyEdge): number {
  return Math.max(forward ?? -1, backward ?? -1);
}

function colorOf(share: number): string {
  if (share < 0) return "var(--line-strong)";
  const stops = 4;
  const at = Math.min(stops - 1e-9, share * stops);
  const low = Math.floor(at);
  return `color-mix(in oklab, var(--use-${low + 1}) ${((at - low) * 100).toFixed(1)}%, var(--use-${low}))`;
}

function edgeLines(view: TopologyView, edge: TopologyEdge): string[] {
  const { a, b, dimension, forward, backward, maximum } = edge;
  const [from, to] = [view.nodes[a], view.nodes[b]];
  const lines = [`${from} – ${to}${dimension === null ? "" : `, dimension ${dimension}`}`];
  if (forward !== null) lines.push(`${from} to ${to}: ${useWords(forward)}`);
  if (backward !== null) lines.push(`${to} to ${from}: ${useWords(backward)}`);
  if (maximum !== undefined && maximum > Math.max(forward ?? 0, backward ?? 0) + 0.001)
    lines.push(`busiest of these links: ${formatPercent(maximum)}`);
  return lines;
}

function useWords(share: number): string {
  return share > 1.001
    ? `${formatPercent(share)} of its capacity: this network lets messages share a link at no cost`
    : `busy ${formatPercent(share)} of the run`;
}

function hover(element: SVGElement, tooltip: Tooltip | undefined, lines: () => string[]): void {
  if (tooltip === undefined) return;
  element.addEventListener("pointermove", (event) => tooltip.show(lines(), event.clientX, event.clientY));
  element.addEventListener("pointerleave", () => tooltip.hide());
}
