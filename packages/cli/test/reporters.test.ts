import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
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

describe("--svg", () => {
  const traffic = ["--num-cpus", "4", "--mesh-rows", "2", "--inj-vnet", "0", "--sim-cycles", "500"];
  it.each([
    ["run", [experiment], ["dimensions", "latency", "layers", "timeline", "topology"]],
    ["compare", [experiment], ["agreement-collectives", "agreement-layers", "parts"]],
    ["sweep", [experiment, "--vary", "topology.0.npus=4,8", "--workers", "1"], ["chart", "pareto"]],
    ["traffic", [...traffic, "--sweep", "0.05,0.1"], ["chart", "pareto"]],
  ] as const)("writes the charts of %s", (command, more, names) => {
    const out = join(folder, `svg-${command}`);
    mkdirSync(out);
    const results = command === "sweep" ? ["--results", join(out, "points.jsonl")] : [];
    const { status, stderr } = astraTs(
      command,
      ...more,
      ...results,
      "--quiet",
      "--svg",
      join(out, "figure.svg"),
    );
    expect(status, stderr).toBe(0);
    const written = readdirSync(out).filter((name) => name.endsWith(".svg"));
    expect(written).toEqual(expect.arrayContaining(names.map((name) => `figure.${name}.svg`)));
    for (const name of written)
      expect(readFileSync(join(out, name), "utf8")).toMatch(/^<svg [^>]*>.*<\/svg>\n$/s);
  });
});

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
      `const report = ({ kind, results }) => [{ path: "deep/totals.txt", content: kind + "\\n" + results.map(({ label, result }) => label + " " + result.time.total).join("\\n") }];
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
      /^comparison\nanalytical 45681\nanalytical-congestion \d+$/,
    );
  });

  it("writes nothing outside of the folder", () => {
    const plugin = join(folder, "outside.mjs");
    writeFileSync(
      plugin,
      `const report = () => [{ path: "inside.txt", content: "" }, { path: "../../escape.txt", content: "" }];
       const entries = { reporters: [{ name: "outside", description: "leads out", report }] };
       export default Object.defineProperty({ name: "outside", apiVersion: 1, entries }, Symbol.for("astra-ts.plugin"), { value: true });`,
    );
    const out = join(folder, "deep", "report");
    const flags = ["--plugin", plugin, "--reporter", "outside", "--report-folder", out];
    const { status, stderr } = astraTs("run", experiment, "--quiet", ...flags);
    expect(status).not.toBe(0);
    expect(stderr).toContain('the reporter "outside" wants to write outside of its folder');
    expect(stderr).toContain("../../escape.txt");
    expect(existsSync(join(folder, "escape.txt"))).toBe(false);
    expect(existsSync(out)).toBe(false);
  });

  it("is what the other flags are short for, on saved results too", () => {
    const at = (name: string) => join(folder, name);
    const outputs = ["--out", at("r.json"), "--csv", at("csv"), "--timeline", at("t.json")];
    const { stdout } = astraTs("run", experiment, "--json", ...outputs, "--report", at("r.html"));
    expect(readFileSync(at("r.json"), "utf8")).toBe(stdout);
    const all = ["json", "csv", "timeline", "html"].flatMap((name) => ["--reporter", name]);
    const { status, stderr } = astraTs(
      "show",
      at("r.json"),
      "--quiet",
      ...all,
      "--report-folder",
      at("again"),
    );
    expect(status, stderr).toBe(0);
    const again = (name: string) => readFileSync(join(folder, "again", name), "utf8");
    expect(again("result.json")).toBe(stdout);
    expect(again("report.html")).toBe(readFileSync(at("r.html"), "utf8"));
    expect(again("timeline.analytical.json")).toBe(readFileSync(at("t.json"), "utf8"));
    for (const name of readdirSync(at("csv")))
      expect(again(name)).toBe(readFileSync(join(folder, "csv", name), "utf8"));
  });

  it("refuses results that are not what this version saves", () => {
    const { stdout } = astraTs("run", experiment, "--json");
    const changed = (change: object) => {
      const file = join(folder, "changed.json");
      writeFileSync(file, JSON.stringify({ ...JSON.parse(stdout), ...change }));
      return astraTs("show", file);
    };
    expect(changed({ boundBy: 5 })).toMatchObject({ status: 2, stderr: expect.stringContaining("boundBy") });
    expect(changed({ schema: "astra-ts/result@3" })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("a result of a newer version of astra-ts"),
    });
  });

  it("refuses a reporter that no plugin provides", () => {
    const { status, stderr } = astraTs("run", experiment, "--quiet", "--reporter", "hmtl");
    expect(status).toBe(2);
    expect(stderr).toContain('Did you mean "html"?');
  });
});
