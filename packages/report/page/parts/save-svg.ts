import { svg } from "./dom.js";

/** What a chart takes from the page's style sheet, which a file of its own does not have. */
const inherited = [
  "fill",
  "stroke",
  "font-size",
  "font-family",
  "font-weight",
  "text-anchor",
  "dominant-baseline",
];

/** The charts of a figure as one SVG file with their colours written out, legend on top; undefined where nothing is drawn as SVG. */
export function figureSvg(figure: HTMLElement): string | undefined {
  const charts = [...figure.querySelectorAll<SVGSVGElement>(".chart svg:not(.legend svg)")];
  if (charts.length === 0) return undefined;
  const frame = figure.querySelector(".chart")!.getBoundingClientRect();
  const legend = [...figure.querySelectorAll<HTMLElement>(".legend li")];
  const top = legend.length > 0 ? 34 : 10;
  const style = getComputedStyle(document.body);
  const width = frame.width + 40;
  const height = frame.height + top + 20;
  const picture = svg("svg", {
    xmlns: "http://www.w3.org/2000/svg",
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    "font-family": style.fontFamily,
    "font-size": 12,
    fill: style.color,
  });
  picture.append(svg("rect", { width, height, fill: style.backgroundColor }));
  let x = 20;
  for (const entry of legend) {
    picture.append(patchOf(entry, x), svg("text", { x: x + 15, y: 21 }, entry.textContent ?? ""));
    x += entry.getBoundingClientRect().width + 18;
  }
  for (const heading of figure.querySelectorAll(".chart h3")) {
    const box = heading.getBoundingClientRect();
    const at = { x: box.x - frame.x + 20, y: box.y - frame.y + top + 14, "font-weight": 600 };
    picture.append(svg("text", at, heading.textContent ?? ""));
  }
  for (const chart of charts) {
    const box = chart.getBoundingClientRect();
    const copy = withColors(chart);
    copy.setAttribute("x", String(box.x - frame.x + 20));
    copy.setAttribute("y", String(box.y - frame.y + top));
    copy.setAttribute("overflow", "visible");
    picture.append(copy);
  }
  return new XMLSerializer().serializeToString(picture);
}

function withColors(chart: SVGSVGElement): SVGSVGElement {
  const copy = chart.cloneNode(true) as SVGSVGElement;
  const copies = [...copy.querySelectorAll("*")];
  [...chart.querySelectorAll("*")].forEach((element, index) => {
    const style = getComputedStyle(element);
    for (const name of inherited) copies[index].setAttribute(name, style.getPropertyValue(name));
    copies[index].removeAttribute("style");
  });
  for (const element of copy.querySelectorAll("style, [data-mark='tip'], [aria-label='tip']"))
    element.remove();
  return copy;
}

/** The patch or the marker of an entry of the legend, 10 wide. */
function patchOf(entry: HTMLElement, x: number): SVGElement {
  const marker = entry.querySelector("path");
  if (marker === null) {
    const color = getComputedStyle(entry.querySelector("i")!).backgroundColor;
    return svg("rect", { x, y: 12, width: 10, height: 10, rx: 2, fill: color });
  }
  const d = marker.getAttribute("d") ?? "";
  return svg("path", { d, transform: `translate(${x + 5} 17)`, fill: getComputedStyle(marker).fill });
}
