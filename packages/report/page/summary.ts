import { formatTime } from "@astra-ts/core";
import type { Fact, RunPage } from "../src/page-data/page-data.js";
import { h } from "./parts/dom.js";

export function facts(entries: readonly Fact[]): HTMLElement {
  return h(
    "dl",
    { class: "facts" },
    ...entries.map(({ label, value, note }) =>
      h(
        "div",
        {},
        h("dt", {}, label),
        h("dd", {}, value),
        note ? h("dd", { class: "note" }, note) : undefined,
      ),
    ),
  );
}

/** The explanation of one run: headline, findings, critical path, what would help. */
export function explanation(run: RunPage): HTMLElement {
  const suggestions = run.suggestions.map(({ change, saving, basis, reason }) => {
    const found =
      basis === "estimate" ? `some ${formatTime(saving)} less, by an estimate` : `${formatTime(saving)} less`;
    return h("li", {}, h("strong", {}, `${upper(change)}: ${found}. `), `${upper(reason)}.`);
  });
  return h(
    "section",
    { class: "explanation", "aria-label": "Explanation" },
    ...run.warnings.map((warning) => h("p", { class: "warning", role: "note" }, `Warning: ${warning}`)),
    h("p", { class: "headline" }, run.headline),
    ...run.findings.map((finding) => h("p", {}, finding)),
    h(
      "div",
      { class: "columns" },
      block(
        "Critical path",
        "The longest stretches of the chain that ends with the run, in order of time.",
        run.path.map((line) => h("li", {}, line)),
        "ol",
      ),
      block(
        "What would help most",
        "With all else unchanged. Estimates from this run's figures; astra-ts explain simulates the changes again.",
        suggestions,
        "ul",
      ),
    ),
    run.limits.length === 0
      ? undefined
      : h(
          "details",
          { class: "limits" },
          h("summary", {}, "What the data does not tell"),
          h("ul", {}, ...run.limits.map((limit) => h("li", {}, limit))),
        ),
  );
}

function block(
  title: string,
  note: string,
  items: readonly HTMLElement[],
  list: "ol" | "ul",
): HTMLElement | undefined {
  if (items.length === 0) return undefined;
  return h(
    "div",
    {},
    h("h2", { class: "small" }, title),
    h("p", { class: "note" }, note),
    h(list, {}, ...items),
  );
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
