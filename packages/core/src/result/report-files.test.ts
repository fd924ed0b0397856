import { describe, expect, it } from "vitest";
import { reportFiles } from "./report-files.js";
import type { ReportInput } from "./report-input.js";

const input: ReportInput = { kind: "sweep", sweep: { name: "s", parameters: [], measures: [], rows: [] } };
const filesAt = (...paths: string[]) =>
  reportFiles(
    { name: "r", description: "", report: () => paths.map((path) => ({ path, content: "x" })) },
    input,
  );

describe("files of a reporter", () => {
  it("may lie in folders of their own", () => {
    expect(filesAt("a.csv", "links/use..svg", "links/.b")).toHaveLength(3);
  });

  it.each(["../a", "a/../../b", "/etc/a", "a//b", "./a", "", "..", "a\\..\\b", "C:/a", "a/", "a\0b"])(
    "never lead out of the folder: %j",
    (path) => {
      expect(() => filesAt("fine.csv", path)).toThrow(/outside of its folder/);
    },
  );

  it("do not take each other's place", () => {
    expect(() => filesAt("a", "b", "a")).toThrow(/two files of one name/);
  });
});
