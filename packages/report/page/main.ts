import type { ComparisonPage, PageData } from "../src/page-data/page-data.js";
import { figuresOfComparison, figuresOfSweep } from "./figures-of-page.js";
import { dataTable } from "./parts/data-table.js";
import { h } from "./parts/dom.js";
import { figure } from "./parts/figure.js";
import { tabs } from "./parts/tabs.js";
import { themeSwitch } from "./parts/theme.js";
import { Tooltip } from "./parts/tooltip.js";
import { provenanceView } from "./provenance.js";
import { runView } from "./run-view.js";

const kinds = { result: "Run", comparison: "Comparison", sweep: "Sweep" } as const;

/** Draws the page from the data that is embedded in it. */
function start(): void {
  const data = JSON.parse(document.getElementById("report-data")?.textContent ?? "") as PageData;
  const tooltip = new Tooltip();
  const sections = contents(data, tooltip);
  const links = sections.flatMap((section) => {
    const title = section.querySelector("h2")?.textContent;
    return section.id !== "" && title ? [h("a", { href: `#${section.id}` }, title)] : [];
  });
  const report = document.getElementById("report");
  report?.replaceChildren(
    h("a", { class: "skip", href: "#content" }, "Skip to the figures"),
    h(
      "header",
      { class: "top" },
      h(
        "div",
        { class: "bar" },
        h("span", { class: "over" }, `astra-ts · ${kinds[data.kind]}`),
        themeSwitch(),
      ),
      h("h1", {}, data.title),
      h("p", { class: "subtitle" }, subtitleOf(data)),
      links.length > 1 ? h("nav", { "aria-label": "Figures" }, ...links) : undefined,
    ),
    h("main", { id: "content" }, ...sections),
    h(
      "footer",
      {},
      `Made by ${data.maker}. Times are simulated times unless they say wall time. Charts: Observable Plot.`,
    ),
  );
}

function subtitleOf({ kind, runs, sweep }: PageData): string {
  if (kind === "sweep" && sweep !== undefined) {
    const failed = sweep.data.rows.filter((row) =>
      sweep.data.measures.every(({ key }) => typeof row[key] !== "number"),
    );
    return `${sweep.data.rows.length} points${failed.length > 0 ? `, ${failed.length} failed` : ""} · ${sweep.data.parameters.map(({ label }) => label).join(" × ")}`;
  }
  if (kind === "comparison") return `${runs.length} runs: ${runs.map(({ label }) => label).join(", ")}`;
  return runs[0]?.subtitle ?? "";
}

function contents({ runs, comparison, sweep }: PageData, tooltip: Tooltip): HTMLElement[] {
  if (sweep !== undefined) {
    return [
      ...figuresOfSweep(sweep).map(figure),
      figure({ id: "points", title: "All points", description: "One row per point.", table: sweep.table }),
      provenanceView("made", sweep.provenance),
    ];
  }
  if (comparison === undefined) return runs.flatMap((run) => runView(run, "", tooltip));
  return [
    ...comparisonView(comparison),
    tabs(
      "runs",
      "The runs one by one",
      runs.map((run, index) => ({
        label: run.label,
        open: () => [h("p", { class: "subtitle" }, run.subtitle), ...runView(run, `run-${index}-`, tooltip)],
      })),
    ),
  ];
}

function comparisonView(comparison: ComparisonPage): HTMLElement[] {
  const { sentences, summary } = comparison;
  return [
    h(
      "section",
      { class: "explanation", id: "summary" },
      h("h2", {}, "Side by side"),
      dataTable(summary, "Side by side"),
      ...sentences.map((sentence) => h("p", { class: "headline small" }, sentence)),
    ),
    ...figuresOfComparison(comparison).map(figure),
  ];
}

start();
