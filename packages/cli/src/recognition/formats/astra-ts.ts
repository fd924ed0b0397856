import { hasAnyKey, hasKeys, type KnownFormat } from "../look/known-format.js";

const schemaIs = (text: string, name: string): boolean => text.slice(0, 400).includes(`"astra-ts/${name}@`);

/** Files of our own. */
export const astraTsFormats: readonly KnownFormat[] = [
  {
    name: "an execution graph of astra-ts",
    reader: "workload",
    recognizes: ({ text }) => schemaIs(text, "graph"),
  },
  {
    name: "a saved result of astra-ts",
    reader: "results",
    recognizes: ({ text }) => ["result", "comparison", "sweep"].some((name) => schemaIs(text, name)),
  },
  {
    name: "a file of a sweep's results",
    reader: "results",
    recognizes: ({ text }) => schemaIs(text, "sweep-points"),
  },
  {
    name: "measured times of a GPU",
    reader: "measured",
    recognizes: ({ text }) => /^\s*\{[^\n]*"op": ?"\w+"[^\n]*"(us|forward_us)": ?[\d.]/.test(text),
  },
  {
    name: "a page of results",
    advice: "Open it in a browser. The results themselves are saved with --out.",
    recognizes: ({ text }) => /<meta name="generator" content="astra-ts/.test(text),
  },
  {
    name: "the schema of experiments, for editors",
    recognizes: (glimpse) => hasKeys(glimpse, "$schema", "properties") && glimpse.text.includes("topology"),
  },
  {
    name: "an experiment",
    reader: "experiment",
    recognizes: (glimpse) =>
      hasAnyKey(glimpse, "topology", "workload", "jobs", "system", "variants", "sweep") ||
      (hasAnyKey(glimpse, "include", "plugins") && !hasAnyKey(glimpse, "compilerOptions", "devDependencies")),
  },
];
