import type { ReportInput } from "../../result/report-input.js";
import type { Reporter, ReportFile } from "../../result/reporter.js";
import { ambientUse } from "../checks/ambient.js";
import { broken, type ConformanceSuite, suiteOf } from "../checks/check.js";
import { descriptionCheck } from "../checks/description-check.js";
import { deepFrozen } from "../checks/options-checks.js";

/** Everything that is expected of a reporter, as checks for any test runner. `inputs` are what it is to report on: of one run, of several, of a sweep. */
export function reporterConformance(reporter: Reporter, inputs: readonly ReportInput[]): ConformanceSuite {
  const label = `the reporter "${reporter.name}"`;
  // A reporter must leave what it is given as it is.
  const given = inputs.map((input) => deepFrozen(structured(input)));
  const forAll = (body: (files: readonly ReportFile[], input: ReportInput) => void) => {
    if (given.length === 0) throw broken(label, "is given nothing to report on", 0, "one input or more");
    for (const input of given) body(reporter.report(input), input);
  };
  return suiteOf(
    label,
    [],
    [
      descriptionCheck(label, reporter, /^[a-z][a-z0-9-]*$/),
      {
        name: "gives files, each with a content",
        run: () =>
          forAll((files) => {
            if (!Array.isArray(files) || files.length === 0)
              throw broken(label, "gives no files", files, "[{ path, content }]");
            for (const { path, content } of files)
              if (typeof content !== "string" && !(content instanceof Uint8Array))
                throw broken(label, `gives no content for ${path}`, typeof content, "a text or bytes");
          }),
      },
      {
        name: "stays inside its folder, and writes no file twice",
        run: () =>
          forAll((files) => {
            const seen = new Set<string>();
            for (const { path } of files) {
              if (!isInside(path))
                throw broken(label, "leaves its folder", path, "a path such as links/use.svg");
              if (seen.has(path)) throw broken(label, "gives two files of one name", path);
              seen.add(path);
            }
          }),
      },
      {
        name: "gives the same files when asked again, and asks neither chance nor the clock on the wall",
        run() {
          const used = ambientUse(() =>
            forAll((files, input) => {
              if (text(files) !== text(reporter.report(input)))
                throw broken(label, "gives other files when asked again");
            }),
          );
          if (used.length > 0) throw broken(label, `uses ${used.join(" and ")}`);
        },
      },
    ],
  );
}

function isInside(path: string): boolean {
  const parts = path.split("/");
  return !/[\\:\0]/.test(path) && parts.every((part) => part !== "" && part !== "." && part !== "..");
}

function structured<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}

function text(files: readonly ReportFile[]): string {
  return JSON.stringify(
    files.map(({ path, content }) => [path, typeof content === "string" ? content : Array.from(content)]),
  );
}
