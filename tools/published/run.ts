// npm run published [rows.jsonl]: predicts every published training step, says how far off, and writes the tables and the plot of examples/published.
import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { plot } from "./plot.js";
import { predictAll } from "./predict.js";
import type { PublishedRow } from "./row.js";
import { allRows, tables } from "./table.js";

const folder = new URL("../../examples/published/", import.meta.url);
const [file] = process.argv.slice(2);
const text =
  file === undefined
    ? gunzipSync(readFileSync(new URL("rows.jsonl.gz", folder))).toString()
    : readFileSync(file, "utf8");
const rows = text
  .split("\n")
  .filter((line) => line.trim() !== "")
  .map((line) => JSON.parse(line) as PublishedRow);
const predictions = predictAll(rows);
console.log(tables(predictions));
if (file === undefined) {
  writeFileSync(new URL("table.md", folder), `${tables(predictions)}\n`);
  writeFileSync(new URL("rows.csv", folder), allRows(predictions.compared));
  writeFileSync(new URL("published.svg", folder), plot(predictions.compared));
} else {
  console.log(`\n${allRows(predictions.compared)}`);
}
