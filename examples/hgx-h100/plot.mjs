// node examples/hgx-h100/plot.mjs: simulates every point of measured.json and writes the table of README.md and the plot hgx-h100.svg. Needs a build (npm start).
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const { points } = JSON.parse(readFileSync(path("measured.json"), "utf8"));

/** Time of an all-reduce, µs. */
function simulate({ npus, bytes }, network) {
  const changes = [`topology.0.npus=${npus}`, `workload.size=${bytes}`].flatMap((change) => [
    "--set",
    change,
  ]);
  const flags = ["run", path("experiment.yaml"), "--network", network, "--json", ...changes];
  const run = spawnSync(process.execPath, [path("../../packages/cli/bin/astra-ts.mjs"), ...flags], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout).time.total / 1000;
}

for (const point of points) {
  point.ours = simulate(point, "analytical-congestion");
  point.formula = simulate(point, "analytical");
}

const percent = (value, measured) => {
  const error = (100 * (value - measured)) / measured;
  return `${error < 0 ? "−" : "+"}${Math.abs(error).toFixed(1)} %`;
};
const table = [
  "| GPUs | size | measured µs | ASTRA-sim 2.x µs | ours µs | ours to measured | formula alone µs | formula to measured |",
  "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
  ...points.map(
    ({ npus, bytes, measured, original, ours, formula }) =>
      `| ${npus} | ${bytes / 2 ** 20} MiB | ${measured} | ${original} | ${ours.toFixed(3)} | ${percent(ours, measured)} | ${formula.toFixed(3)} | ${percent(formula, measured)} |`,
  ),
].join("\n");
const readme = readFileSync(path("README.md"), "utf8");
writeFileSync(
  path("README.md"),
  readme.replace(/(<!-- table -->\n)[\s\S]*(\n<!-- end of table -->)/, `$1${table}$2`),
);

// One panel per number of GPUs; both axes logarithmic.
const panel = { width: 300, height: 260, left: 56, top: 44, gap: 24 };
const groups = [...new Set(points.map(({ npus }) => npus))];
const x = (bytes, left) => left + (panel.width * (Math.log2(bytes) - 24.6)) / (31.4 - 24.6);
const y = (time) => panel.top + panel.height * (1 - (Math.log10(time) - 1.7) / (4.2 - 1.7));
const shapes = [];
groups.forEach((npus, index) => {
  const left = panel.left + index * (panel.width + panel.gap);
  const bottom = panel.top + panel.height;
  shapes.push(
    `<rect x="${left}" y="${panel.top}" width="${panel.width}" height="${panel.height}" class="frame"/>`,
    `<text x="${left + panel.width / 2}" y="${panel.top - 8}" class="middle">${npus} GPUs</text>`,
  );
  for (const time of [100, 1000, 10_000]) {
    shapes.push(
      `<line x1="${left}" x2="${left + panel.width}" y1="${y(time)}" y2="${y(time)}" class="grid"/>`,
    );
    if (index === 0) shapes.push(`<text x="${left - 6}" y="${y(time) + 4}" class="end">${time} µs</text>`);
  }
  for (const mebibytes of [32, 128, 512, 2048])
    shapes.push(
      `<text x="${x(mebibytes * 2 ** 20, left)}" y="${bottom + 16}" class="middle">${mebibytes} MiB</text>`,
    );
  const own = points.filter((point) => point.npus === npus);
  const line = (key, style) => {
    const way = own
      .map((point) => `${x(point.bytes, left).toFixed(1)},${y(point[key]).toFixed(1)}`)
      .join(" ");
    shapes.push(`<polyline points="${way}" class="${style}"/>`);
  };
  line("formula", "formula");
  line("ours", "ours");
  for (const point of own) {
    const at = x(point.bytes, left);
    const original = y(point.original);
    shapes.push(
      `<circle cx="${at.toFixed(1)}" cy="${y(point.measured).toFixed(1)}" r="4" class="measured"/>`,
      `<path d="M${(at - 4).toFixed(1)} ${original.toFixed(1)}h8M${at.toFixed(1)} ${(original - 4).toFixed(1)}v8" class="original"/>`,
    );
  }
});
const width = panel.left + groups.length * (panel.width + panel.gap);
const legend = [
  ['<circle cx="6" cy="-4" r="4" class="measured"/>', "measured"],
  ['<path d="M2 -4h8M6 -8v8" class="original"/>', "ASTRA-sim 2.x, congestion-aware"],
  ['<path d="M0 -4h14" class="ours"/>', "analytical-congestion"],
  ['<path d="M0 -4h14" class="formula"/>', "analytical (the formula alone)"],
].map(([mark, text], index) => {
  const left = panel.left + [0, 110, 350, 530][index];
  return `<g transform="translate(${left} ${panel.top + panel.height + 44})">${mark}<text x="20">${text}</text></g>`;
});
writeFileSync(
  path("hgx-h100.svg"),
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${panel.top + panel.height + 60}" font-family="sans-serif" font-size="12">
<title>All-reduce on HGX-H100: measured, ASTRA-sim 2.x, and both analytical models</title>
<style>
svg { background: #fff } .frame { fill: none; stroke: #999 } .grid { stroke: #ddd }
.middle { text-anchor: middle } .end { text-anchor: end }
.measured { fill: #222 } .original { stroke: #c0392b; stroke-width: 2; fill: none }
.ours { fill: none; stroke: #2458a6; stroke-width: 2 } .formula { fill: none; stroke: #2a8a4a; stroke-width: 2; stroke-dasharray: 5 4 }
</style>
${[...shapes, ...legend].join("\n")}
</svg>
`,
);
