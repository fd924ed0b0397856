import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createTopology, simulate } from "@astra-ts/core";
import {
  comparisonTables,
  explain,
  renderReport,
  resultCsv,
  sweepTable,
  tableCsv,
  timelineTrace,
} from "@astra-ts/report";
import { createDefaultRegistry } from "../../../src/plugins/builtin-plugins.js";
import { looksSaved, readSaved } from "../../../src/results/result-files.js";
import { readSweepFile } from "../../../src/sweep/results-file.js";
import { renderComparison } from "../../../src/terminal/comparison.js";
import { renderSummary } from "../../../src/terminal/summary.js";
import { renderSweep } from "../../../src/terminal/sweep.js";
import { mutateData } from "../support/mutate-data.js";
import { mutateText } from "../support/mutate-text.js";
import { pick } from "../support/odd-values.js";
import type { Target } from "../support/target.js";

const registry = createDefaultRegistry();
const topology = createTopology([{ shape: "ring", npus: 3, bandwidth: 10, latency: 5 }]);
const pass = { compute: 10, communication: "all-reduce", bytes: 64 } as const;
const layer = { name: "a", forward: pass, inputGradient: pass, weightGradient: pass, updateTime: 1 };

const results = await Promise.all(
  ["analytical", "analytical-congestion", "flow", "packet"].map((name) =>
    simulate(
      {
        name,
        topology,
        network: { name },
        workload: { kind: "layers", trainingLoop: "DATA", layers: [layer] },
      },
      registry,
    ),
  ),
);
const point = { id: "1f", parameters: { npus: 4, size: "1MiB", ok: true, none: null }, version: "0.0.0" };
const lines = [
  { schema: "astra-ts/sweep-points@1", version: "0.0.0", name: "s", parameters: ["npus", "size"] },
  { ...point, status: "ok", measures: { total_ns: 5, cost: null }, warnings: ["w"] },
  { ...point, id: "2a", status: "failed", error: { code: "DEADLOCK", message: "m" } },
];
const sweep = {
  schema: "astra-ts/sweep@1",
  name: "s",
  parameters: [{ key: "npus", label: "NPUs", unit: "count" }],
  measures: [{ key: "total_ns", label: "total", unit: "ns" }],
  rows: [
    { npus: 2, total_ns: 5 },
    { npus: 4, total_ns: null },
  ],
};
const saved: readonly unknown[] = [
  ...results,
  {
    schema: "astra-ts/comparison@1",
    results: results.slice(0, 2).map((result) => ({ label: result.network, result })),
  },
  sweep,
];

/** What `show` does with every flag. */
function show(file: string): void {
  looksSaved(file);
  const found = readSaved(file);
  if (found.kind === "result") {
    renderSummary(found.result);
    resultCsv(found.result);
    timelineTrace(found.result);
    explain(found.result);
    renderReport({ kind: "result", result: found.result });
  } else if (found.kind === "comparison") {
    renderComparison(found);
    comparisonTables(found).map(tableCsv);
    for (const { result } of found.results) timelineTrace(result);
    renderReport(found);
  } else {
    renderSweep(found.sweep);
    tableCsv(sweepTable(found.sweep));
    renderReport({ kind: "sweep", sweep: found.sweep });
  }
}

export const savedTargets: readonly Target[] = [
  {
    name: "saved results",
    input: (random) => {
      const seed = pick(random, saved);
      return random.next() < 0.8
        ? (JSON.stringify(mutateData(seed, random), null, 1) ?? "")
        : mutateText(JSON.stringify(seed, null, 1), JSON.stringify(sweep), random);
    },
    read: (input, folder) => {
      const file = join(folder, "saved.json");
      writeFileSync(file, input);
      show(file);
    },
  },
  {
    name: "sweep results file",
    input: (random) => {
      const text = (values: readonly unknown[]): string =>
        values.map((line) => `${JSON.stringify(line)}\n`).join("");
      return random.next() < 0.5
        ? mutateText(text(lines), text(lines), random)
        : text(lines.map((line) => (random.next() < 0.5 ? mutateData(line, random) : line)));
    },
    read: (input, folder) => {
      const file = join(folder, "points.jsonl");
      writeFileSync(file, input);
      readSweepFile(file);
      show(file);
    },
  },
];
