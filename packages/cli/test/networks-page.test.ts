import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { astraTs, root } from "./astra-ts.js";

const folder = mkdtempSync(join(tmpdir(), "astra-ts-networks-"));
afterAll(() => rmSync(folder, { recursive: true }));

const page = readFileSync(`${root}docs/networks.md`, "utf8");

/** The cells of the page's table that starts with this heading, without heading and rule. */
function rowsOf(heading: string): string[][] {
  const lines = page.slice(page.indexOf(`| ${heading}`)).split("\n");
  const rows = lines.slice(
    2,
    lines.findIndex((line) => !line.startsWith("|")),
  );
  return rows.map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function numberIn(cell: string): number {
  return Number(cell.replaceAll(",", ""));
}

/** Rounded total times of an experiment on its networks, and its bound, ns. */
function compare(...args: string[]): { totals: number[]; bound: number } {
  const { status, stdout, stderr } = astraTs("compare", ...args, "--json");
  expect(status, stderr).toBe(0);
  const { results } = JSON.parse(stdout) as {
    results: { result: { time: { total: number }; bound: { total: number } } }[];
  };
  return {
    totals: results.map(({ result }) => Math.round(result.time.total)),
    bound: Math.round(results[0]!.result.bound.total),
  };
}

describe("docs/networks.md", () => {
  it.each(rowsOf("machine, algorithm"))("worked example: %s", (name, ...cells) => {
    const [shape, algorithm] = name.split(", ");
    const experiment = {
      topology: [{ shape, npus: 8, bandwidth: "50GiB/s", latency: "500ns" }],
      networks: [
        "analytical",
        { backend: "analytical", rules: "astra-sim-2" },
        "analytical-congestion",
        "flow",
        "packet",
      ],
      system: { endpointDelay: 10, preferredDatasetSplits: 1, allReduceImplementation: algorithm },
      workload: { collective: "all-reduce", size: "1MiB" },
    };
    const file = join(folder, "experiment.json");
    writeFileSync(file, JSON.stringify(experiment));
    const { totals, bound } = compare(file);
    expect([...totals, bound]).toEqual(cells.map(numberIn));
  });

  it.each(rowsOf("example"))("queues and shares: %s", (link, queues, shares) => {
    const [, file] = link!.match(/\((.*)\)/) ?? expect.fail(link);
    const { totals } = compare(`${root}docs/${file}`, "--networks", "analytical-congestion,flow");
    expect(totals).toEqual([queues, shares].map((cell) => numberIn(cell!)));
  });
});
