// node examples/sweep-charts.mjs: runs the sweeps of exercises 2 and 3 and of size-topology, and writes the table expected.csv and the plot chart.svg of each. Needs a build (npm start).
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "sweep-charts-"));
const mebibytes = (bytes) => bytes / 2 ** 20;

const charts = [
  {
    folder: "exercise-2",
    title: "Exercise 2: all-reduce among 8 NPUs",
    panel: () => "",
    series: ({ topology }) => topology,
    x: ({ scale }) => Number(scale),
  },
  {
    folder: "exercise-3",
    title: "Exercise 3: one training step on 256 NPUs",
    panel: ({ workload_file }) => workload_file.replace(".txt", ""),
    series: ({ machine }) => machine,
  },
  {
    folder: "size-topology",
    title: "All-reduce over size, on a ring and on a switch, without and with contention",
    panel: ({ topology, network }) => `${topology}, ${network}`,
    series: ({ npus }) => `${npus} NPUs`,
    x: ({ size_bytes }) => mebibytes(Number(size_bytes)),
  },
];

for (const chart of charts) {
  const rows = sweep(chart.folder);
  writeFileSync(here(`${chart.folder}/chart.svg`), draw(chart, rows));
}
rmSync(scratch, { recursive: true });

/** Rows of a sweep as objects; keeps its parameters and total times as expected.csv. */
function sweep(folder) {
  const csv = join(scratch, `${folder}.csv`);
  const flags = ["--quiet", "--csv", csv, "--results", join(scratch, `${folder}.jsonl`)];
  const command = [here("../packages/cli/bin/astra-ts.mjs"), "sweep", here(`${folder}/sweep.yaml`), ...flags];
  const { status, stderr } = spawnSync(process.execPath, command, { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  const lines = readFileSync(csv, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  const columns = lines[0].indexOf("total_ns") + 1;
  const kept = lines.map((cells) => cells.slice(0, columns));
  writeFileSync(here(`${folder}/expected.csv`), `${kept.map((cells) => cells.join(",")).join("\n")}\n`);
  const [header, ...rest] = kept;
  return rest.map((cells) => Object.fromEntries(header.map((key, index) => [key, cells[index]])));
}

/** One panel per group, logarithmic axes: lines over x, or bars where there is none. */
function draw({ title, panel, series, x }, rows) {
  const size = { width: 320, height: 240, left: 64, top: 56, gap: 52 };
  const panels = [...new Set(rows.map(panel))];
  const names = [...new Set(rows.map(series))];
  const times = rows.map(({ total_ns }) => Number(total_ns));
  const low = Math.floor(Math.log10(Math.min(...times)));
  const high = Math.ceil(Math.log10(Math.max(...times)));
  const y = (time) => size.top + size.height * (1 - (Math.log10(time) - low) / (high - low));
  const xs = x === undefined ? [] : [...new Set(rows.map(x))].sort((a, b) => a - b);
  const across = (value) => Math.log2(value / xs[0]) / Math.log2(xs[xs.length - 1] / xs[0]);
  const bottom = size.top + size.height;
  const shapes = panels.flatMap((name, index) => {
    const left = size.left + index * (size.width + size.gap);
    const own = rows.filter((row) => panel(row) === name);
    const grid = Array.from({ length: high - low + 1 }, (_, step) => {
      const at = y(10 ** (low + step)).toFixed(1);
      const label = index === 0 ? text(left - 6, Number(at) + 4, "end", timeLabel(10 ** (low + step))) : "";
      return `<line x1="${left}" x2="${left + size.width}" y1="${at}" y2="${at}" class="grid"/>${label}`;
    });
    const ticks = xs
      .filter((_, place) => place % 2 === 0)
      .map((value) => text(left + across(value) * size.width, bottom + 16, "middle", sizeLabel(value)));
    const marks = names.map((each, color) => {
      const points = own.filter((row) => series(row) === each);
      if (x === undefined) return bars(points, left + 40 + color * 90, color);
      const way = points
        .map(
          (row) => `${(left + across(x(row)) * size.width).toFixed(1)},${y(Number(row.total_ns)).toFixed(1)}`,
        )
        .join(" ");
      return `<polyline points="${way}" class="line c${color}"/>`;
    });
    const frame = `<rect x="${left}" y="${size.top}" width="${size.width}" height="${size.height}" class="frame"/>`;
    return [frame, ...grid, ...ticks, text(left + size.width / 2, size.top - 8, "middle", name), ...marks];
  });
  function bars(points, left, color) {
    return points
      .map(({ total_ns }) => {
        const top = y(Number(total_ns));
        const label = text(left + 35, top - 5, "middle", timeLabel(Number(total_ns)));
        return `<rect x="${left}" y="${top.toFixed(1)}" width="70" height="${(bottom - top).toFixed(1)}" class="bar c${color}"/>${label}`;
      })
      .join("");
  }
  const legend = names.map(
    (name, color) =>
      `<g transform="translate(${size.left + color * 120} ${bottom + 42})"><path d="M0 -4h16" class="line c${color}"/>${text(22, 0, "start", name)}</g>`,
  );
  const width = size.left + panels.length * (size.width + size.gap);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${bottom + 60}" font-family="sans-serif" font-size="12">
<title>${title}</title>
<style>
svg { background: #fff } .frame { fill: none; stroke: #999 } .grid { stroke: #ddd } .line { fill: none; stroke-width: 2 }
.c0 { stroke: #2458a6 } .c1 { stroke: #c0392b } .c2 { stroke: #2a8a4a } .c3 { stroke: #8e44ad } .c4 { stroke: #b9770e }
.bar.c0 { fill: #2458a6 } .bar.c1 { fill: #c0392b }
</style>
${text(size.left, 22, "start", `${title} (total time)`, "bold")}
${[...shapes, ...legend].join("\n")}
</svg>
`;
}

function text(x, y, anchor, content, weight = "normal") {
  return `<text x="${Number(x).toFixed(1)}" y="${Number(y).toFixed(1)}" text-anchor="${anchor}" font-weight="${weight}">${content}</text>`;
}

function timeLabel(nanoseconds) {
  const [unit, factor] = [
    ["s", 1e9],
    ["ms", 1e6],
    ["us", 1e3],
  ].find(([, each]) => nanoseconds >= each) ?? ["ns", 1];
  return `${Number((nanoseconds / factor).toPrecision(4))} ${unit}`;
}

function sizeLabel(value) {
  return value >= 1024 ? `${value / 1024} GiB` : `${value} MiB`;
}
