import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Comparison } from "@astra-ts/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { astraTs } from "./astra-ts.js";

const ring = `topology: [{ shape: ring, npus: 8, bandwidth: 50GB/s, latency: 500ns }]
workload: { collective: all-reduce, size: 1MiB }
networks: [analytical, flow, { backend: packet, buffersPerVc: 450, packetBytes: 1024 }]
variants:
  direct: { system.allReduceImplementation: direct }
  chunks: { system.preferredDatasetSplits: 8, system.endpointDelay: 1000 }
`;

describe("astra-ts compare", () => {
  let folder: string;
  let file: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "astra-ts-causes-"));
    file = join(folder, "ring.yaml");
    writeFileSync(file, ring);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("tells causes that add up to each difference, in JSON, text and on the page", () => {
    const [saved, page, table] = ["all.json", "all.html", "tables"].map((name) => join(folder, name));
    const outputs = ["--out", saved!, "--report", page!, "--csv", table!];
    const { stdout } = astraTs("compare", file, "--re-run", ...outputs);
    const { reference, differences = [], results } = JSON.parse(readFileSync(saved!, "utf8")) as Comparison;
    expect(reference).toBe("packet");
    expect(results.map(({ variant, network }) => `${variant}, ${network}`)).toEqual(
      results.map(({ label }) => label),
    );
    expect(differences).toHaveLength(12);
    const totalOf = (label: string) => results.find((run) => run.label === label)!.result.time.total;
    for (const { label, from, time, causes } of differences) {
      expect(time).toBe(totalOf(label) - totalOf(from));
      const sum = causes.reduce((all, cause) => all + cause.time, 0);
      expect(Math.abs(sum - time), `${label} from ${from}`).toBeLessThanOrEqual(Math.abs(time) * 1e-9);
    }
    const chunks = differences.find(
      ({ label, from }) => label === "chunks, packet" && from === "base, packet",
    );
    expect(chunks?.causes.map(({ cause }) => cause)).toEqual([
      "system.preferredDatasetSplits default -> 8",
      "system.endpointDelay default -> 1000",
    ]);
    const models = differences.find(({ label, from }) => label === "base, packet" && from.startsWith("base"));
    expect(models?.causes.map(({ basis }) => basis)).toEqual([
      "re-run",
      "re-run",
      "remainder",
      "re-run",
      "re-run",
    ]);
    const buffers = models?.causes.find(({ cause }) => cause === "buffers (buffersPerVc)");
    expect(buffers?.time).toBeGreaterThan(0);
    const ranking =
      /The ranking of the variants changes: analytical prefers direct to base by [\d.]+, packet prefers base to direct by [\d.]+\./;
    expect(stdout).toMatch(ranking);
    expect(stdout).toContain("How far each network is from packet:");
    expect(stdout).toMatch(/base, packet takes .* longer than base, analytical: .*buffers \(buffersPerVc\)/);
    const shown = astraTs("show", saved!).stdout;
    expect(shown).toBe(stdout);
    const html = readFileSync(page!, "utf8");
    expect(html).toMatch(ranking);
    expect(html).toContain("buffers (buffersPerVc)");
    expect(readFileSync(join(table!, "errors.csv"), "utf8")).toMatch(/^base,analytical,.*,-0\.\d+$/m);
    expect(readFileSync(join(table!, "differences.csv"), "utf8")).toContain(",re-run\n");
  });

  it("does not tell causes that nobody simulated", () => {
    const { stdout } = astraTs("compare", file, "--no-re-run");
    expect(stdout).toMatch(/base, packet takes .* longer than base, analytical: \+.* not told apart\./);
    expect(stdout).toMatch(
      /chunks, packet takes .* longer than base, packet: .*\(estimated from message times\)\./,
    );
  });
});
