// `npm run bench [suite …] [--save]`: runs the suites and prints one table for each. Suites are plain JavaScript, as what a user runs: no loader between Node and the code takes part in the figures.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import process from "node:process";
import { parseArgs } from "node:util";

const folder = new URL("./", import.meta.url);
const baselineFile = new URL(".baseline.json", folder);
const own = ["run.mjs", "measure.mjs"];

const { values, positionals } = parseArgs({
  options: { save: { type: "boolean", default: false } },
  allowPositionals: true,
});
const baseline = existsSync(baselineFile) ? JSON.parse(readFileSync(baselineFile, "utf8")) : {};
const figures = { ...baseline };

const names = readdirSync(folder)
  .filter((file) => file.endsWith(".mjs") && !own.includes(file))
  .map((file) => file.slice(0, -4));
const unknown = positionals.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`no such suite: ${unknown.join(", ")}; there are ${names.join(", ")}`);
  process.exit(2);
}

console.log(
  `${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} cores, load ${loadavg()[0].toFixed(1)}, Node ${process.version}`,
);
for (const name of positionals.length > 0 ? positionals : names) {
  const { default: suite } = await import(new URL(`${name}.mjs`, folder));
  console.log(`\n${suite.name}: ${suite.description}`);
  for await (const row of suite.measure()) {
    const key = `${name}/${row.name}`;
    console.log(line(row, baseline[key]));
    figures[key] = row.value;
  }
}
if (values.save) writeFileSync(baselineFile, `${JSON.stringify(figures, null, 2)}\n`);

/** One row of a table: figure, change against the baseline, ratio to the original. */
function line({ name, value, unit, higherIsBetter = false, original }, before) {
  const faster = (other) => (higherIsBetter ? value / other : other / value);
  const change = before === undefined ? "" : `${faster(before).toFixed(2)}x the baseline`;
  const against =
    original === undefined
      ? ""
      : `${faster(original).toFixed(1)}x the original (${format(original)} ${unit})`;
  return `  ${name.padEnd(56)} ${format(value).padStart(12)} ${unit.padEnd(18)} ${change.padEnd(20)} ${against}`.trimEnd();
}

function format(value) {
  return value >= 1000 ? Math.round(value).toLocaleString("en-US") : value.toPrecision(3);
}
