import { describe, expect, it } from "vitest";
import { checkDocument } from "./check-document.js";

const ring = { shape: "ring", npus: 8, bandwidth: "50GB/s", latency: "500ns" };
const workload = { collective: "all-reduce", size: "1MiB" };

function problemsOf(value: unknown): string[] {
  return checkDocument(value).problems.map(({ message }) => message);
}

describe("checkDocument", () => {
  it("converts units and fills in defaults", () => {
    const { document } = checkDocument({ topology: [ring], workload });
    expect(document?.topology).toEqual([{ shape: "ring", npus: 8, bandwidth: 50, latency: 500 }]);
    expect(document?.workload).toMatchObject({ collective: "all-reduce", size: 2 ** 20 });
  });

  it("tells every problem at once, each with its field", () => {
    const problems = problemsOf({
      topology: [
        { ...ring, npus: 0 },
        { ...ring, latency: "5 parsecs" },
      ],
      workload: { ...workload, size: "1.5B" },
      sede: 3,
    });
    expect(problems).toHaveLength(4);
    expect(problems.join("\n")).toMatch(/sede: the experiment has no such key/);
    expect(problems.join("\n")).toMatch(/topology\.0\.npus/);
    expect(problems.join("\n")).toMatch(/topology\.1\.latency: not a time: found "5 parsecs"/);
    expect(problems.join("\n")).toMatch(/workload\.size: a size must be a whole number of bytes/);
  });

  it("tells a misspelt key before the value that is missing because of it", () => {
    const { latency, ...rest } = ring;
    const [first, second] = checkDocument({ topology: [{ ...rest, latencie: latency }], workload }).problems;
    expect(first?.code).toBe("UNKNOWN_KEY");
    expect(first?.hint).toBe('Did you mean "latency"?');
    expect(second?.code).toBe("MISSING_VALUE");
  });

  it("says which forms there are where none fits", () => {
    expect(problemsOf({ topology: 7, workload }).join()).toContain(
      "a list of dimensions, or a map with one of",
    );
    expect(problemsOf({ topology: [ring], workload: { kolektive: 1 } }).join()).toContain("workload");
    expect(problemsOf({ workload }).join()).toContain("topology");
    expect(problemsOf([]).join()).toContain("a map of keys");
    expect(problemsOf(undefined)).toHaveLength(1);
  });
});
