import { spawn } from "node:child_process";
import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { astraTs, executable, root } from "./astra-ts.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "astra-ts-shards-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const experiment = "examples/exercise-1/experiment.yaml";
const grid = [
  ...["--networks", "analytical,analytical-congestion"],
  ...["--vary", "topology.0.npus=4,8,16,24,32"],
  ...["--vary", "workload.layers.0.weightGradient.size=1MiB,2MiB,4MiB"],
];
const points = 2 * 5 * 3;
const shards = 4;

function shard(index: number, results: string, ...flags: string[]) {
  const part = ["--shard", `${index}/${shards}`, "--workers", "1", "--results", results, "--quiet"];
  return astraTs("sweep", experiment, ...grid, ...part, ...flags);
}

function fileOf(results: string, index: number): string {
  return results.replace(".jsonl", `.shard-${index}-of-${shards}.jsonl`);
}

interface Line {
  readonly id: string;
  readonly cost: number;
  readonly schema?: string;
  readonly measures: Record<string, number>;
}

function linesOf(file: string): Line[] {
  return readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

function recordsOf(file: string): Line[] {
  return linesOf(file).filter(({ schema }) => schema === undefined);
}

/** Rows of a CSV file without the wall time, which stands last. */
function rowsOf(file: string): string[] {
  return readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.slice(0, line.lastIndexOf(",")));
}

describe("a sweep in shards", () => {
  const at = (name: string) => join(folder, name);

  it("runs each point in one shard, and is merged to what one run of all gives, row by row", () => {
    const results = at("parts.jsonl");
    for (const index of [2, 0, 3, 1]) {
      const { status, stderr } = shard(index, results);
      expect(status, stderr).toBe(0);
    }
    const parts = [0, 1, 2, 3].map((index) => recordsOf(fileOf(results, index)));
    expect(new Set(parts.flat().map(({ id }) => id)).size).toBe(points);
    expect(parts.flat()).toHaveLength(points);
    const costs = parts.map((part) => part.reduce((sum, { cost }) => sum + cost, 0));
    expect(Math.max(...costs) / Math.min(...costs)).toBeLessThan(1.1);

    const merged = astraTs("sweep", "merge", results, "--csv", at("parts.csv"), "--quiet");
    expect(merged.status, merged.stderr).toBe(0);
    const whole = astraTs(
      "sweep",
      experiment,
      ...grid,
      "--results",
      at("whole.jsonl"),
      "--csv",
      at("whole.csv"),
      "--quiet",
    );
    expect(whole.status, whole.stderr).toBe(0);
    expect(rowsOf(at("parts.csv"))).toEqual(rowsOf(at("whole.csv")));

    const before = readFileSync(results, "utf8");
    const again = astraTs("sweep", "merge", results);
    expect(again.stderr).toContain(
      `${points} of ${points} points, 0 of them new from ${shards} files of shards`,
    );
    expect(readFileSync(results, "utf8")).toBe(before);
    // The sweep finds all its points done.
    const rest = astraTs("sweep", experiment, ...grid, "--results", results);
    expect(rest.stderr).toContain(
      `${points} of ${points} points, ${points} of them in an earlier call; 0 in`,
    );
  });

  it("does not run again what the whole or another shard has, however many shards there are", () => {
    const results = at("others.jsonl");
    expect(shard(1, results).status).toBe(0);
    const flags = ["--shard", "0/1", "--results", results];
    const { stderr } = astraTs("sweep", experiment, ...grid, ...flags);
    expect(stderr).toContain(`${points} of ${points} points, `);
    const ids = [fileOf(results, 1), results.replace(".jsonl", ".shard-0-of-1.jsonl")].flatMap(recordsOf);
    expect(ids).toHaveLength(points);
    expect(new Set(ids.map(({ id }) => id)).size).toBe(points);
  });

  it("goes on after a kill, drops a torn line, and tells how far it is", () => {
    const results = at("torn.jsonl");
    expect(shard(0, results).status).toBe(0);
    const file = fileOf(results, 0);
    const whole = readFileSync(file, "utf8").split("\n");
    writeFileSync(file, `${whole.slice(0, 4).join("\n")}\n{"id":"0123","sta`);
    const status = JSON.parse(astraTs("sweep", "status", results, "--json").stdout) as Record<
      string,
      unknown
    >;
    expect(status).toMatchObject({ name: "Exercise 1", points, done: 3, failed: 0, left: points - 3 });
    expect(status.shards).toMatchObject([{ index: 0, count: shards, done: 3, left: whole.length - 5 }]);
    const shown = astraTs("sweep", "status", results).stdout;
    expect(shown).toContain(`Exercise 1: 3 of ${points} points done, ${points - 3} left\n`);
    expect(shown).toContain("0/4");
    expect(shard(0, results).status).toBe(0);
    expect(recordsOf(file).map(({ id }) => id)).toEqual(
      whole.slice(1, -1).map((line) => (JSON.parse(line) as Line).id),
    );
  });

  it("whose files contradict each other is not merged, and the point is named", () => {
    const results = at("contradiction.jsonl");
    expect(shard(0, results).status).toBe(0);
    const other = results.replace(".jsonl", ".shard-0-of-9.jsonl");
    copyFileSync(fileOf(results, 0), other);
    const record = recordsOf(other)[0]!;
    const measures = { ...record.measures, total_ns: 1 };
    appendFileSync(other, `${JSON.stringify({ ...record, measures })}\n`);
    const { status, stderr } = astraTs("sweep", "merge", results);
    expect(status).toBe(2);
    expect(stderr).toContain(`${other}: total_ns: the point ${record.id} (topology.0.npus=`);
    expect(stderr).toContain(
      `has another result in ${fileOf(results, 0)}, where it is ${record.measures.total_ns}: found 1.`,
    );
  });

  it("tells versions apart, and refuses shards of another experiment and no shards at all", () => {
    const results = at("versions.jsonl");
    expect(shard(0, results).status).toBe(0);
    const file = fileOf(results, 0);
    appendFileSync(
      file,
      `${JSON.stringify({ ...recordsOf(file)[0], id: "of-another", version: "0.0.1" })}\n`,
    );
    expect(astraTs("sweep", "merge", results, "--quiet").stderr).toBe("");
    expect(astraTs("sweep", "merge", results).stderr).toMatch(
      /run by several versions of astra-ts: \S+ \(\d+\), 0\.0\.1 \(1\)/,
    );
    expect(shard(1, results, "--set", "topology.0.latency=2us").stderr).toContain(
      "these are results of another experiment of the same name",
    );
    const none = astraTs("sweep", "merge", at("none.jsonl"));
    expect(none.status).toBe(2);
    expect(none.stderr).toContain("there are no results here");
    expect(shard(4, results).stderr).toContain("--shard: no such shard");
  });

  it("takes the shard from the scheduler's variables", () => {
    const results = at("env.jsonl");
    process.env.JOB_COMPLETION_INDEX = "3";
    try {
      const flags = [...grid, "--shard", "env/4", "--workers", "1", "--results", results];
      expect(astraTs("sweep", experiment, ...flags).status).toBe(0);
    } finally {
      delete process.env.JOB_COMPLETION_INDEX;
    }
    expect(recordsOf(fileOf(results, 3)).length).toBeGreaterThan(0);
  });
});

describe("a sweep as columns", () => {
  it("has the columns that the queries of docs/scale.md ask for, and the rows of the CSV file", async () => {
    const at = (name: string) => join(folder, `columns.${name}`);
    const sweep = ["sweep", "examples/exercise-2/sweep.yaml", "--results", at("jsonl"), "--quiet"];
    expect(astraTs(...sweep, "--parquet", at("1.parquet"), "--csv", at("csv")).status).toBe(0);
    expect(astraTs("sweep", "merge", at("jsonl"), "--parquet", at("2.parquet"), "--quiet").status).toBe(0);
    const [rows, merged] = await Promise.all(
      [at("1.parquet"), at("2.parquet")].map((file) => {
        const { buffer, byteOffset, byteLength } = readFileSync(file);
        return parquetReadObjects({ file: buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer });
      }),
    );
    expect(merged).toEqual(rows);
    const [header, ...lines] = readFileSync(at("csv"), "utf8").trimEnd().split("\n");
    const columns = header!.split(",");
    expect(rows!.map((row) => columns.map((key) => row[key] ?? "").join(","))).toEqual(lines);
    const page = readFileSync(join(root, "docs/scale.md"), "utf8");
    const asked = [...page.matchAll(/```(?:sql|python)\n([\s\S]*?)```/g)]
      .map(([, block]) => block)
      .join("\n");
    const named = ["topology", "scale", "total_ns"].filter((name) => asked.includes(name));
    expect(columns).toEqual(expect.arrayContaining(named));
    expect(named).toHaveLength(3);
  });
});

describe("two sweeps of one results file", () => {
  it("do not run at the same time: the second is told of the first", async () => {
    const results = join(folder, "two.jsonl");
    const flags = [
      "--networks",
      "packet",
      "--vary",
      "seed=1,2,3,4",
      "--set",
      "workload.layers.0.weightGradient.size=16MiB",
      "--results",
      results,
      "--workers",
      "1",
      "--quiet",
    ];
    const first = spawn(process.execPath, [executable, "sweep", experiment, ...flags], {
      cwd: root,
      stdio: "ignore",
    });
    const ended = new Promise((resolve) => first.on("close", resolve));
    try {
      await until(() => holds(`${results}.lock`));
      const second = astraTs("sweep", experiment, ...flags);
      expect(second.status).toBe(1);
      expect(second.stderr).toContain(
        `${results}: another sweep is writing these results: process ${first.pid} on `,
      );
      expect(astraTs("sweep", "merge", results).stderr).toContain("another sweep is writing these results");
    } finally {
      expect(await ended).toBe(0);
    }
    expect(recordsOf(results)).toHaveLength(4);
    expect(holds(`${results}.lock`)).toBe(false);
  });
});

function holds(file: string): boolean {
  try {
    return readFileSync(file, "utf8") !== "";
  } catch {
    return false;
  }
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
}
