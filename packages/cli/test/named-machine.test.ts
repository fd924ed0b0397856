import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { astraTs } from "./astra-ts.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "astra-ts-machine-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(topology: string, ...flags: string[]) {
  const file = join(folder, "experiment.yaml");
  writeFileSync(file, `topology: ${topology}\nworkload: { collective: all-reduce, size: 1GiB }\n`);
  return astraTs("run", file, "--json", ...flags);
}
const total = (output: string) =>
  (JSON.parse(output) as { result?: { time: { total: number } }; time?: { total: number } }).time!.total;

describe("a machine by name", () => {
  it("takes as long for a large all-reduce within a node as nccl-tests measured on it", () => {
    // 8 A100 (SXM, 80 GB) in one node: 8,244.5 us for 1 GiB.
    const { status, stdout, stderr } = run("{ system: dgx-a100 }");
    expect(status, stderr).toBe(0);
    expect(total(stdout) / 8_244_500).toBeGreaterThan(0.95);
    expect(total(stdout) / 8_244_500).toBeLessThan(1.05);
  });

  it("tells algbw and busbw as nccl-tests does", () => {
    const { stdout } = run("{ system: dgx-a100 }");
    const { collective, time } = JSON.parse(stdout) as {
      collective: { bytes: number; algorithmBandwidth: number; busBandwidth: number };
      time: { total: number };
    };
    expect(collective.bytes).toBe(2 ** 30);
    expect(collective.algorithmBandwidth).toBeCloseTo(2 ** 30 / time.total, 9);
    expect(collective.busBandwidth / collective.algorithmBandwidth).toBeCloseTo(1.75, 9);
    expect(astraTs("run", join(folder, "experiment.yaml")).stdout).toMatch(
      /bandwidth +131\.\d+ GB\/s of the buffer \(algbw\), 229\.\d+ GB\/s of the bus \(busbw\)/,
    );
  });

  it("has as many nodes as are asked for", () => {
    const { stdout } = run("{ system: dgx-h100, nodes: 4 }");
    expect((JSON.parse(stdout) as { npus: number }).npus).toBe(32);
  });

  it("is refused where nobody knows it, with the names that there are", () => {
    const { status, stderr } = run("{ system: dgx-a1000 }");
    expect(status).toBe(2);
    expect(stderr).toContain("topology.system");
    expect(stderr).toContain('Did you mean "dgx-a100"?');
  });
});
