import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { astraTs } from "./astra-ts.js";

const experiment = "examples/exercise-1/experiment.yaml";
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "astra-ts-reporters-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("--reporter", () => {
  it("writes the files of built-in reporters", () => {
    const out = join(folder, "built-in");
    const reporters = ["--reporter", "html", "--reporter", "csv", "--reporter", "timeline"];
    const { status, stderr } = astraTs("run", experiment, "--quiet", ...reporters, "--report-folder", out);
    expect(status, stderr).toBe(0);
    expect(readdirSync(out)).toEqual(
      expect.arrayContaining(["report.html", "layers.csv", "timeline.analytical.json"]),
    );
  });

  it("writes the files of a plugin's reporter, on all results of a comparison", () => {
    const plugin = join(folder, "plugin.mjs");
    writeFileSync(
      plugin,
      `const report = (results) => [{ path: "deep/totals.txt", content: results.map(({ network, time }) => network + " " + time.total).join("\\n") }];
       const entries = { reporters: [{ name: "totals", description: "total times", report }] };
       export default Object.defineProperty({ name: "totals", apiVersion: 1, entries }, Symbol.for("astra-ts.plugin"), { value: true });`,
    );
    const out = join(folder, "plugin");
    const { status, stderr } = astraTs(
      "compare",
      experiment,
      "--quiet",
      "--networks",
      "analytical,analytical-congestion",
      "--plugin",
      plugin,
      "--reporter",
      "totals",
      "--report-folder",
      out,
    );
    expect(status, stderr).toBe(0);
    expect(readFileSync(join(out, "deep/totals.txt"), "utf8")).toMatch(
      /^analytical 45681\nanalytical-congestion \d+$/,
    );
  });

  it("refuses a reporter that no plugin provides", () => {
    const { status, stderr } = astraTs("run", experiment, "--quiet", "--reporter", "hmtl");
    expect(status).toBe(2);
    expect(stderr).toContain('Did you mean "html"?');
  });
});
