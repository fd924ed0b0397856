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

/** The page rounds; a half may go either way. */
function expectToRound(times: readonly number[], cells: readonly (string | undefined)[]): void {
  expect(times.length).toBe(cells.length);
  times.forEach((time, index) => {
    const printed = Number(cells[index]?.replaceAll(",", ""));
    expect(Math.abs(time - printed), `${time}, printed ${printed}`).toBeLessThan(0.501);
  });
}

/** Total times of an experiment on its networks, and its bound, ns. */
function compare(...args: string[]): { totals: number[]; bound: number } {
  const { status, stdout, stderr } = astraTs("compare", ...args, "--json");
  expect(status, stderr).toBe(0);
  const { results } = JSON.parse(stdout) as {
    results: { result: { time: { total: number }; bound: { total: number } } }[];
  };
  return {
    totals: results.map(({ result }) => result.time.total),
    bound: results[0]!.result.bound.total,
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
    expectToRound([...totals, bound], cells);
  });

  it.each(rowsOf("example"))("queues and shares: %s", (link, queues, shares) => {
    const [, file] = link!.match(/\((.*)\)/) ?? expect.fail(link);
    const { totals } = compare(`${root}docs/${file}`, "--networks", "analytical-congestion,flow");
    expectToRound(totals, [queues, shares]);
  });
});
