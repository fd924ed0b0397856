import { byId, element, field, showStatus } from "./dom.js";
import { type Curve, colorOf, drawLoad } from "./load-chart.js";
import type { Answer, MeshForm } from "./protocol.js";
import { Simulation } from "./simulation.js";

const mostCurves = 5;

/** The section of the mesh under load: a form, curves that grow point by point, and a table of where each saturates. */
export function startMeshView(): void {
  const form = byId<HTMLFormElement>("mesh-form");
  const chart = byId("mesh-chart");
  const table = byId("mesh-table");
  const status = byId("mesh-status");
  const simulation = new Simulation();
  let curves: Curve[] = [];

  const draw = (): void => {
    if (curves.some(({ points }) => points.length > 0)) drawLoad(chart, curves);
  };
  const listenFor =
    (curve: Curve) =>
    (answer: Answer): void => {
      switch (answer.kind) {
        case "point":
          curve.points.push(answer.point);
          showStatus(status, `${curve.name}: ${answer.point.injectionRate} packets per node and cycle …`);
          draw();
          return;
        case "saturation":
          curve.saturation = answer.rate;
          table.append(row(curve, curves.indexOf(curve), answer.throughput));
          draw();
          return;
        case "done": {
          const hops = curve.points.reduce((sum, { flitHops }) => sum + flitHops, 0);
          const rate = hops / (answer.milliseconds / 1000) / 1e6;
          showStatus(
            status,
            `${hops.toLocaleString("en")} flit hops in ${(answer.milliseconds / 1000).toFixed(1)} s: ${rate.toFixed(1)} million a second, in this page.`,
          );
          form.classList.remove("busy");
          return;
        }
        case "failed":
          showStatus(status, `${answer.message}. ${answer.hint}`, true);
          form.classList.remove("busy");
          return;
        default:
          return;
      }
    };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wanted: MeshForm = {
      side: Number(field(form, "side")),
      pattern: field(form, "pattern"),
      virtualChannels: Number(field(form, "channels")),
      packetFlits: Number(field(form, "flits")),
    };
    const curve: Curve = { name: nameOf(wanted), points: [], saturation: null };
    curves = [...curves.filter(({ name }) => name !== curve.name), curve].slice(-mostCurves);
    for (const line of [...table.children])
      if (
        !curves.some(({ name }) => name === (line as HTMLElement).dataset.curve) ||
        (line as HTMLElement).dataset.curve === curve.name
      )
        line.remove();
    recolor(table, curves);
    form.classList.add("busy");
    simulation.start({ kind: "mesh", form: wanted }, listenFor(curve));
  });
  byId("mesh-clear").addEventListener("click", () => {
    simulation.stop();
    curves = [];
    chart.replaceChildren(element("p", "No curve yet. Press Run.", "empty"));
    table.replaceChildren();
    form.classList.remove("busy");
    showStatus(status, "");
  });
  new ResizeObserver(draw).observe(chart);
}

function nameOf({ side, pattern, virtualChannels, packetFlits }: MeshForm): string {
  return `${side} x ${side}, ${pattern.replaceAll("_", " ")}, ${virtualChannels} VC, ${packetFlits}-flit packets`;
}

function row(curve: Curve, index: number, throughput: number): HTMLElement {
  const made = element("tr", "");
  made.dataset.curve = curve.name;
  const name = element("th", curve.name);
  name.style.setProperty("--key", colorOf(index));
  const [first] = curve.points;
  made.append(
    name,
    element("td", first === undefined ? "" : first.averagePacketLatency.toFixed(1)),
    element("td", curve.saturation === null ? "not reached" : curve.saturation.toFixed(3)),
    element("td", throughput.toFixed(3)),
  );
  return made;
}

function recolor(table: HTMLElement, curves: readonly Curve[]): void {
  for (const line of table.children) {
    const index = curves.findIndex(({ name }) => name === (line as HTMLElement).dataset.curve);
    line.querySelector("th")?.style.setProperty("--key", colorOf(index));
  }
}
