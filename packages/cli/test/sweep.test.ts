import { type ChildProcess, spawn } from "node:child_process";
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { astraTs, executable, root } from "./astra-ts.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "astra-ts-sweep-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const experiment = "examples/exercise-1/experiment.yaml";
const grid = [
  "--networks",
  "analytical,analytical-congestion",
  "--vary",
  "topology.0.npus=4,8,16,24,32",
  "--vary",
  "workload.layers.0.weightGradient.size=1MiB,2MiB,4MiB",
];
const points = 2 * 5 * 3;

interface Line {
  readonly id: string;
  readonly status: string;
  readonly parameters: Record<string, unknown>;
  readonly measures: Record<string, number | null>;
}

/** Records of a results file by id, without wall time. Throws for a line that is not whole, or an id that stands twice. */
function recordsOf(file: string): Map<string, Omit<Line, "id">> {
  const records = new Map<string, Omit<Line, "id">>();
  for (const text of readFileSync(file, "utf8").trimEnd().split("\n")) {
    const line = JSON.parse(text) as Line & { schema?: string };
    if (line.schema !== undefined) continue;
    if (records.has(line.id)) throw new Error(`${line.id} stands twice in ${file}`);
    const { status, parameters, measures } = line;
    records.set(line.id, { status, parameters, measures: { ...measures, wall_s: null } });
  }
  return records;
}

function sweep(file: string, ...flags: string[]) {
  return astraTs("sweep", experiment, ...grid, "--results", file, "--quiet", ...flags);
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Starts the sweep and ends it by a signal as soon as the results file has grown by `bytes`. Resolves to the exit code and what was said. */
function interrupted(file: string, signal: NodeJS.Signals, bytes: number, ...flags: string[]) {
  const before = sizeOf(file);
  const child: ChildProcess = spawn(
    process.execPath,
    [executable, "sweep", experiment, ...grid, "--results", file, ...flags],
    { cwd: root, stdio: ["ignore", "ignore", "pipe"] },
  );
  let stderr = "";
  child.stderr?.on("data", (data: Buffer) => {
    stderr += data.toString();
  });
  const watch = setInterval(() => {
    if (sizeOf(file) < before + bytes) return;
    clearInterval(watch);
    child.kill(signal);
  }, 1);
  return new Promise<{ code: number | null; stderr: string }>((resolve) => {
    child.on("close", (code) => {
      clearInterval(watch);
      resolve({ code, stderr });
    });
  });
}

describe("sweep", () => {
  it.each(["exercise-2", "exercise-3", "size-topology"])("%s gives the numbers beside it", (name) => {
    const csv = join(folder, `${name}.csv`);
    const file = join(folder, `${name}.jsonl`);
    const { status, stderr } = astraTs(
      "sweep",
      `examples/${name}/sweep.yaml`,
      "--quiet",
      "--workers",
      "1",
      "--csv",
      csv,
      "--results",
      file,
    );
    expect(status, stderr).toBe(0);
    const [header, ...expected] = linesOf(`${root}examples/${name}/expected.csv`);
    const columns = header!.split(",").length;
    expect(linesOf(csv).map((line) => line.split(",").slice(0, columns).join(","))).toEqual([
      header,
      ...expected,
    ]);
  });

  it("gives the same records in worker threads, in one process and as single runs", () => {
    const [one, two] = [join(folder, "one.jsonl"), join(folder, "two.jsonl")];
    expect(sweep(one, "--workers", "1").status).toBe(0);
    expect(sweep(two, "--workers", "2").status).toBe(0);
    const records = recordsOf(one);
    expect(records.size).toBe(points);
    expect(new Map([...recordsOf(two)].sort())).toEqual(new Map([...records].sort()));
    const { stdout } = astraTs(
      "run",
      experiment,
      "--network",
      "analytical",
      "--set",
      "topology.0.npus=24",
      "--json",
    );
    const single = JSON.parse(stdout) as { time: { total: number } };
    const same = [...records.values()].find(
      ({ parameters }) =>
        parameters["topology.0.npus"] === 24 &&
        parameters.network === "analytical" &&
        parameters["workload.layers.0.weightGradient.size"] === "1MiB",
    );
    expect(same?.measures.total_ns).toBe(single.time.total);
  });

  it("survives kills at any moment without a lost or a doubled point", { timeout: 120_000 }, async () => {
    const file = join(folder, "killed.jsonl");
    // At the header, inside a line, after some batches: moments that a fixed list of sizes spreads over the run.
    for (const bytes of [1, 700, 2_500]) {
      const { code } = await interrupted(file, "SIGKILL", bytes, "--workers", "2");
      expect(code).toBeNull();
      expect(recordsOf(file).size).toBeLessThan(points);
    }
    // What a kill in the middle of a write leaves.
    appendFileSync(file, '{"id":"0123456789abcdef","status":"ok","para');
    expect(sweep(file, "--workers", "2").status).toBe(0);
    const whole = recordsOf(join(folder, "one.jsonl"));
    expect(new Map([...recordsOf(file)].sort())).toEqual(new Map([...whole].sort()));
  });

  it("says after Ctrl-C how to go on, and goes on where it was", async () => {
    const file = join(folder, "stopped.jsonl");
    const { code, stderr } = await interrupted(file, "SIGINT", 700, "--workers", "1");
    expect(code, stderr).toBe(130);
    expect(stderr).toMatch(/The same command goes on with the \d+ points that are left: astra-ts sweep/);
    const before = recordsOf(file).size;
    expect(before).toBeGreaterThan(0);
    const again = astraTs("sweep", experiment, ...grid, "--results", file);
    expect(again.status).toBe(0);
    expect(again.stderr).toContain(`${points} of ${points} points, ${before} of them in an earlier call`);
    expect(recordsOf(file).size).toBe(points);
  });

  it("records a failed point with its error, runs the others, and runs it again when asked to", () => {
    const file = join(folder, "failed.jsonl");
    const run = (...flags: string[]) =>
      astraTs(
        "sweep",
        experiment,
        "--workers",
        "1",
        "--networks",
        "analytical",
        "--vary",
        "topology.0.npus=4,6,8",
        "--vary",
        "system.allReduceImplementation=ring,halvingDoubling",
        "--results",
        file,
        ...flags,
      );
    const first = run();
    expect(first.status).toBe(1);
    expect(first.stderr).toMatch(
      /failed: topology\.0\.npus=6 system\.allReduceImplementation=halvingDoubling network=analytical: /,
    );
    expect(first.stderr).toContain("1 of 6 points failed");
    expect([...recordsOf(file).values()].filter(({ status }) => status === "failed")).toHaveLength(1);
    expect(run().stderr).toContain("6 of 6 points, 6 of them in an earlier call");
    expect(run("--retry-failed").stderr).toContain("6 of 6 points, 5 of them in an earlier call");
  });

  it("loses a worker to a point that ends it, and no other point", () => {
    const plugin = join(folder, "ends.mjs");
    writeFileSync(
      plugin,
      `export default { [Symbol.for("astra-ts.plugin")]: true, name: "ends", apiVersion: 1, entries: { networks: [{
        name: "ends", description: "Ends its thread.", apiVersion: 1,
        options: { "~standard": { version: 1, vendor: "none", validate: (value) => ({ value }) } },
        capabilities: { contention: false, perLinkReport: false, lockStep: false, ordered: true },
        create: () => process.exit(3),
      }] } };`,
    );
    const file = join(folder, "ends.jsonl");
    const { status, stderr } = astraTs(
      ...[
        "sweep",
        experiment,
        "--plugin",
        plugin,
        "--networks",
        "analytical,ends",
        "--vary",
        "topology.0.npus=4,5,6,7,8",
      ],
      ...["--workers", "2", "--results", file, "--quiet"],
    );
    expect(status, stderr).toBe(1);
    const records = [...recordsOf(file).values()];
    expect(records).toHaveLength(10);
    for (const { status: outcome, parameters } of records) {
      expect(outcome, JSON.stringify(parameters)).toBe(parameters.network === "ends" ? "failed" : "ok");
    }
    expect(stderr).toContain("worker exited with code: 3");
  });

  it("refuses a sweep of which no point can run, with file and field", () => {
    const { status, stderr } = astraTs(
      "sweep",
      experiment,
      "--vary",
      "topology.0.npu=4,8",
      "--results",
      join(folder, "no.jsonl"),
    );
    expect(status).toBe(2);
    expect(stderr).toContain("topology.0.npu: ");
    expect(readdirSync(folder)).not.toContain("no.jsonl");
  });

  it("refuses names that nothing knows before it runs anything", () => {
    const refusal = (...flags: string[]) => {
      const { status, stderr } = astraTs(
        "sweep",
        experiment,
        ...flags,
        "--results",
        join(folder, "no.jsonl"),
      );
      expect(status, stderr).toBe(2);
      return stderr;
    };
    expect(refusal("--networks", "analytical,pakcet")).toContain('Did you mean "packet"?');
    expect(refusal("--pareto", "total_ns,prise")).toContain('found "prise", expected one of total_ns, ');
    expect(refusal("--pareto", "total_ns")).toContain("two measures are weighed against each other");
    expect(refusal("--vary", "seed=1,2", "--pareto", "total_ns,cost", "--within", "size")).toContain(
      "no such parameter",
    );
    expect(readdirSync(folder)).not.toContain("no.jsonl");
  });

  it("refuses a results file that is something else, and leaves it as it is", () => {
    const file = join(folder, "precious.jsonl");
    appendFileSync(file, "my notes\n");
    const { status, stderr } = sweep(file);
    expect(status).toBe(2);
    expect(stderr).toContain(`${file}:1: not a line of a sweep's results`);
    expect(readFileSync(file, "utf8")).toBe("my notes\n");
  });

  it("refuses the results of another experiment, and takes other axes of its own with their labels", () => {
    const file = join(folder, "mine.jsonl");
    const run = (...flags: string[]) =>
      astraTs("sweep", experiment, "--workers", "1", "--networks", "analytical", "--results", file, ...flags);
    expect(run("--vary", "topology.0.npus=4,8").status).toBe(0);
    const before = readFileSync(file, "utf8");
    const other = run("--vary", "topology.0.npus=4,8", "--set", "topology.0.latency=2us");
    expect(other.status).toBe(2);
    expect(other.stderr).toContain("these are results of another experiment of the same name");
    expect(readFileSync(file, "utf8")).toBe(before);

    const renaming = join(folder, "renaming.yaml");
    const axis = "{ fields: [topology.0.npus], values: [8, 16] }";
    writeFileSync(renaming, `include: ${root}${experiment}\nsweep: { grid: { NPUs: ${axis} } }\n`);
    const flags = ["--workers", "1", "--networks", "analytical", "--results", file, "--json"];
    const renamed = astraTs("sweep", renaming, ...flags);
    expect(renamed.stderr).toContain("2 of 2 points, 1 of them in an earlier call");
    for (const { stdout } of [renamed, astraTs("show", file, "--json")]) {
      const { rows } = JSON.parse(stdout) as { rows: Record<string, unknown>[] };
      expect(rows.map(({ NPUs }) => NPUs).filter((npus) => npus !== null)).toEqual([8, 16]);
    }
  });

  it("refuses two axes of one field", () => {
    const copy = join(folder, "axes.yaml");
    writeFileSync(
      copy,
      `include: ${root}${experiment}
sweep:
  grid:
    topology.0.npus: [4, 8]
    NPUs: { fields: [topology.0.npus], values: [16, 32] }
`,
    );
    const { status, stderr } = astraTs("sweep", copy, "--results", join(folder, "axes.jsonl"));
    expect(status).toBe(2);
    expect(stderr).toContain("two axes set the same field");
  });

  it("lists its points, keeps whole results, writes CSV, JSON and a page, and shows them again", () => {
    const flags = ["--networks", "analytical", "--vary", "topology.0.npus=4,8"];
    const listed = JSON.parse(astraTs("sweep", experiment, ...flags, "--list", "--json").stdout) as {
      id: string;
    }[];
    const at = (name: string) => join(folder, name);
    const { status, stdout, stderr } = astraTs(
      ...[
        "sweep",
        experiment,
        ...flags,
        "--workers",
        "1",
        "--results",
        at("few.jsonl"),
        "--keep-results",
        at("kept"),
      ],
      ...["--csv", at("few.csv"), "--out", at("few.json"), "--report", at("few.html")],
    );
    expect(status, stderr).toBe(0);
    expect(stdout).toContain("45.681 us");
    expect(readdirSync(at("kept")).sort()).toEqual(listed.map(({ id }) => `${id}.json`).sort());
    expect(linesOf(at("few.csv"))).toHaveLength(3);
    expect(readFileSync(at("few.html"), "utf8")).toMatch(/^<!doctype html>/);
    for (const saved of ["few.json", "few.jsonl"]) {
      expect(astraTs("show", at(saved)).stdout).toContain("45.681 us");
    }
    expect(astraTs("show", join(at("kept"), `${listed[1]?.id}.json`)).stdout).toContain("45,681 ns");
  });
});

function linesOf(file: string): string[] {
  return readFileSync(file, "utf8").trimEnd().split("\n");
}
