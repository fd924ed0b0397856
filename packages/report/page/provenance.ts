import type { ProvenancePage } from "../src/page-data/provenance-page.js";
import { h } from "./parts/dom.js";

/** How the figures were made: what stands in a few words, and longer texts to be opened. */
export function provenanceView(id: string, { facts, texts }: ProvenancePage): HTMLElement {
  return h(
    "section",
    { class: "figure provenance", id },
    h("header", {}, h("h2", {}, "How this was made")),
    h("dl", {}, ...facts.flatMap(({ label, value }) => [h("dt", {}, label), h("dd", {}, value)])),
    ...texts.map(({ title, text }) => h("details", {}, h("summary", {}, title), h("pre", {}, text))),
  );
}
