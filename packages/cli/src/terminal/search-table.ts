import { formatSize, formatTime } from "@astra-ts/core";
import type { SearchReport, SearchRow } from "./search-report.js";
import { renderTable } from "./table.js";

const degreeColumns = ["tensor", "data", "pipeline", "microbatches"] as const;

/** The shortest steps, and what became of all others. */
export function renderSearch(report: SearchReport, top: number): string {
  const simulated = report.rows.filter(({ verdict }) => verdict === "simulated");
  const count = (wanted: SearchRow["verdict"]): number =>
    report.rows.filter(({ verdict }) => verdict === wanted).length;
  const title = `${report.model} on ${report.npus} NPUs, batch ${report.batch}, network "${report.network}", ${report.compute}`;
  const rest = [
    `${count("simulated")} simulated`,
    `${count("cannot be the shortest")} not simulated, as their compute alone takes longer than the shortest step`,
    `${count("does not fit")} that do not fit`,
    `${count("does not divide")} that do not divide`,
  ].join(", ");
  if (simulated.length === 0) return `${title}\n  nothing can be run: ${rest}`;
  const rows = simulated
    .slice(0, top)
    .map((row) => [
      ...degreeColumns.map((name) => String(row[name])),
      row.pipeline > 1 ? row.schedule : "-",
      row.fullySharded ? "yes" : "no",
      formatTime(row.time ?? 0),
      formatTime(row.leastTime ?? 0),
      formatSize(row.memory ?? 0),
      ((report.batch * 1e9) / (row.time ?? 1)).toFixed(1),
    ]);
  const titles = ["step", "of it compute", "memory", "samples/s"];
  const columns = [
    ...degreeColumns.map((name) => ({ title: name, align: "right" as const })),
    { title: "schedule" },
    { title: "sharded" },
    ...titles.map((name) => ({ title: name, align: "right" as const })),
  ];
  return `${title}\n\n${renderTable(columns, rows)}\n\n${rest}`;
}

/** A page of its own with all that was simulated: a table with a bar for each step. */
export function searchPage(report: SearchReport): string {
  const simulated = report.rows.filter(({ verdict }) => verdict === "simulated");
  const slowest = Math.max(1, ...simulated.map(({ time = 0 }) => time));
  const rows = simulated.map((row) => {
    const width = (((row.time ?? 0) / slowest) * 100).toFixed(1);
    const compute = (((row.leastTime ?? 0) / slowest) * 100).toFixed(1);
    const cells = [
      ...degreeColumns.map((name) => row[name]),
      row.pipeline > 1 ? row.schedule : "-",
      row.fullySharded ? "yes" : "no",
      formatSize(row.memory ?? 0),
      formatTime(row.time ?? 0),
    ].map((cell) => `<td>${cell}</td>`);
    const bar = `<td class="bar"><div style="width:${width}%"></div><div class="compute" style="width:${compute}%"></div></td>`;
    return `<tr>${cells.join("")}${bar}</tr>`;
  });
  const heads = [...degreeColumns, "schedule", "sharded", "memory", "step", "step, and of it compute"];
  const title = escaped(`${report.model} on ${report.npus} NPUs`);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="generator" content="astra-ts">
<title>${title}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; color: #1c2733; background: #fff; }
table { border-collapse: collapse; }
th, td { padding: 0.3rem 0.8rem; text-align: right; border-bottom: 1px solid #d6dce3; }
.bar { position: relative; min-width: 22rem; }
.bar div { position: absolute; left: 0; top: 0.4rem; height: 1.1rem; background: #a9c7e8; }
.bar .compute { background: #2c6bab; }
</style>
<h1>${title}</h1>
<p>Batch ${report.batch}, network ${escaped(report.network)}, ${escaped(report.compute)}. The shortest step comes first.</p>
<table>
<thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join("")}</tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
