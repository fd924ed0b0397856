import { describe, expect, it } from "vitest";
import { defineReporter, type ReportFile, type ReportInput } from "../../src/index.js";
import { reporterConformance } from "../../src/testing/index.js";
import { failuresOf } from "./failures.js";

const input = { label: "one run", time: { total: 5 } } as unknown as ReportInput;
const reporter = (report: (input: ReportInput) => unknown) =>
  defineReporter({ name: "totals", description: "totals", report: report as never });
const file = (path: string): ReportFile => ({ path, content: "5" });
let times = 0;

describe("reporterConformance", () => {
  for (const { name, run } of reporterConformance(
    reporter(() => [file("a.txt"), file("b/c.txt")]),
    [input],
  ).checks)
    it(`a sound reporter: ${name}`, run);

  it.each([
    ["has a name", { ...reporter(() => [file("a")]), name: "My Totals" }],
    ["gives files", reporter(() => [])],
    ["gives files", reporter(() => [{ path: "a" }])],
    ["stays inside", reporter(() => [file("../a")])],
    ["stays inside", reporter(() => [file("/a")])],
    ["stays inside", reporter(() => [file("a\\b")])],
    ["stays inside", reporter(() => [file("a"), file("a")])],
    ["gives the same files", reporter(() => [file(`a${times++}`)])],
    ["gives the same files", reporter(() => [file(`a${Date.now() * 0}`)])],
    [
      "gives files",
      reporter((given) => {
        (given as { label?: string }).label = "mine";
        return [file("a")];
      }),
    ],
  ])("a broken reporter fails: %s", (check, broken) => {
    const failed = failuresOf(reporterConformance(broken, [input]));
    expect(
      failed.some((failure) => failure.startsWith(check)),
      failed.join("\n"),
    ).toBe(true);
  });
});
