import { formatPercent, formatTime, type Result } from "@astra-ts/core";
import { byId, element, field, showStatus } from "./dom.js";
import type { Answer } from "./protocol.js";
import { Simulation } from "./simulation.js";

/** The section of exercise 1: a form, a card per network, and the report on the run. */
export function startCollectiveView(): void {
  const form = byId<HTMLFormElement>("collective-form");
  const cards = byId("collective-cards");
  const status = byId("collective-status");
  const report = byId<HTMLIFrameElement>("collective-report");
  const simulation = new Simulation();
  let results: Result[] = [];

  const listen = (answer: Answer): void => {
    switch (answer.kind) {
      case "progress":
        showStatus(status, answer.text);
        return;
      case "result":
        results.push(answer.result);
        cards.replaceChildren(...results.map((result) => card(result, results[0]!)));
        return;
      case "report":
        report.srcdoc = answer.html;
        report.hidden = false;
        return;
      case "done":
        showStatus(status, `Simulated in ${Math.round(answer.milliseconds)} ms, in this page.`);
        form.classList.remove("busy");
        return;
      case "failed":
        showStatus(status, `${answer.message}. ${answer.hint}`, true);
        form.classList.remove("busy");
        return;
      default:
        return;
    }
  };
  const run = (): void => {
    const networks = new FormData(form).getAll("network").map(String);
    results = [];
    cards.replaceChildren();
    if (networks.length === 0) {
      showStatus(status, "Choose at least one network.", true);
      return;
    }
    form.classList.add("busy");
    simulation.start(
      {
        kind: "collective",
        form: {
          shape: field(form, "shape"),
          npus: Number(field(form, "npus")),
          size: field(form, "size"),
          bandwidth: `${field(form, "bandwidth")}GiB/s`,
          latency: Number(field(form, "latency")),
          networks,
        },
      },
      listen,
    );
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  form.addEventListener("change", run);
  // The page inside grows with its content: no bar to scroll within a bar to scroll.
  report.addEventListener("load", () => {
    const inside = report.contentDocument?.documentElement;
    if (inside === undefined) return;
    const grow = (): void => {
      report.style.height = `${inside.scrollHeight}px`;
    };
    new ResizeObserver(grow).observe(inside);
    grow();
  });
  run();
}

function card(result: Result, first: Result): HTMLElement {
  const made = element("article", "", "card");
  made.dataset.network = result.network;
  const total = element("p", `${result.time.total.toLocaleString("en")} ns`, "total");
  const difference =
    result === first
      ? `${formatTime(result.time.exposedCommunication)} of it communication`
      : `${result.time.total < first.time.total ? "" : "+"}${formatPercent(result.time.total / first.time.total - 1)} against ${first.network}`;
  const ratio = result.bound?.ratio ?? null;
  const bound = ratio === null ? "" : `${ratio.toFixed(2)} times the physical bound`;
  made.append(
    element("h3", result.network),
    total,
    element("p", difference),
    element("p", bound),
    element("p", `${result.simulation.events.toLocaleString("en")} events`),
  );
  return made;
}
