import { svg } from "./dom.js";
import type { FigureSpec, LegendEntry, Panel } from "./drawing.js";
import { resolveColors, type Theme } from "./resolve-colors.js";

const margin = 20;
const gap = 28;
const font = "Helvetica, Arial, 'Liberation Sans', sans-serif";
/** Pixels of a letter of 12 pixels, generously. */
const letter = 6.8;

/** A figure as a text of SVG that needs nothing else: title, legend, charts, with colours written out and without script. The charts are `width` pixels wide in all. */
export function figureSvg(spec: FigureSpec, width: number, theme: Theme): string {
  const { panels, columns = 1, legend = spec.legend ?? [], note } = spec.draw?.(width) ?? { panels: [] };
  const picture = svg("svg", { xmlns: "http://www.w3.org/2000/svg" });
  const content = svg("g");
  let y = margin + 18;
  content.append(svg("text", { x: margin, y, "font-size": 17, "font-weight": 600 }, spec.title));
  y += 12;
  if (legend.length > 0) y = addLegend(content, legend, width, y);
  y = addPanels(content, panels, columns, width, y + 8);
  if (note !== undefined) {
    y += 20;
    content.append(svg("text", { x: margin, y, "font-size": 12, fill: "var(--soft)" }, note));
  }
  const [wide, high] = [width + 2 * margin, Math.ceil(y + margin)];
  const frame = { width: wide, height: high, viewBox: `0 0 ${wide} ${high}`, role: "img" };
  const words = { "font-family": font, "font-size": 12, fill: "var(--ink)" };
  for (const [name, value] of Object.entries({ ...frame, ...words }))
    picture.setAttribute(name, String(value));
  picture.append(
    svg("title", {}, `${spec.title}. ${spec.description}`),
    svg("rect", { width: wide, height: high, fill: "var(--paper)" }),
    content,
  );
  return `${shortNumbers(resolveColors(textOf(picture), theme))}\n`;
}

/** Entries side by side, in as many lines as they need; gives the height at which they end. */
function addLegend(
  content: SVGGElement,
  entries: readonly LegendEntry[],
  width: number,
  from: number,
): number {
  let x = 0;
  let y = from + 14;
  for (const { label, color, marker } of entries) {
    const needed = 16 + label.length * letter;
    if (x > 0 && x + needed > width) {
      x = 0;
      y += 20;
    }
    const at = margin + x;
    content.append(
      marker === undefined
        ? svg("rect", { x: at, y: y - 9, width: 10, height: 10, rx: 2, fill: color })
        : svg("path", {
            d: marker,
            transform: `translate(${at + 5} ${y - 4})`,
            fill: color,
            stroke: color,
          }),
      svg("text", { x: at + 16, y }, label),
    );
    x += needed + 14;
  }
  return y + 8;
}

function addPanels(
  content: SVGGElement,
  panels: readonly Panel[],
  columns: number,
  width: number,
  from: number,
): number {
  const step = (width + gap) / columns;
  let y = from;
  for (let first = 0; first < panels.length; first += columns) {
    const row = panels.slice(first, first + columns);
    const head = row.some(({ title }) => title !== undefined) ? 20 : 0;
    row.forEach(({ title, picture }, column) => {
      const x = margin + column * step;
      if (title !== undefined) content.append(svg("text", { x, y: y + 12, "font-weight": 600 }, title));
      content.append(standalone(picture, x, y + head));
    });
    y += head + Math.max(...row.map(({ picture }) => Number(picture.getAttribute("height")))) + gap / 2;
  }
  return y;
}

/** Without what answers to a pointer, and what a style sheet would say. */
function standalone(picture: SVGSVGElement, x: number, y: number): SVGSVGElement {
  for (const part of [...picture.children])
    if (part.localName === "style" || part.getAttribute("aria-label") === "tip") part.remove();
  for (const attribute of ["class", "style", "font-family", "fill"]) picture.removeAttribute(attribute);
  picture.setAttribute("x", String(x));
  picture.setAttribute("y", String(y));
  picture.setAttribute("overflow", "visible");
  picture.setAttribute("font-size", "12");
  return picture;
}

/** As XML: a browser's own way to write an element is that of HTML. */
function textOf(element: SVGSVGElement): string {
  return typeof XMLSerializer === "undefined"
    ? String(element)
    : new XMLSerializer().serializeToString(element);
}

/** A hundredth of a pixel is enough. */
function shortNumbers(text: string): string {
  return text.replaceAll(/<[^>]+>/g, (tag) =>
    tag.replaceAll(/\d+\.\d{3,}(e-\d+)?/g, (number) => String(Number(Number(number).toFixed(2)))),
  );
}
