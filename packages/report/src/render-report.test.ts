import { describe, expect, it } from "vitest";
import { fakeResult } from "../test/fake-result.js";
import { fakeSweep } from "../test/fake-sweep.js";
import { renderReport } from "./render-report.js";

describe("renderReport", () => {
  const result = fakeResult();

  it("is one page that asks nothing of any host", () => {
    for (const html of [
      renderReport({ kind: "result", result }),
      renderReport({ kind: "comparison", results: [{ label: "a", result }] }),
      renderReport({ kind: "sweep", sweep: fakeSweep() }),
    ]) {
      expect(html).toMatch(/^<!doctype html>/);
      expect(html.match(/<script/g)).toHaveLength(2);
      expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
      expect(html).toContain("default-src 'none'");
      expect(html).toContain("light-dark(");
    }
  });

  it("is not broken by names that look like markup", () => {
    const html = renderReport({ kind: "result", result: { ...result, name: '</script><img src="x">' } });
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html).not.toContain("<img");
  });

  it("stays below 5 MB with a million spans on 1,024 NPUs of which no two are alike", () => {
    const large = fakeResult({ npus: 1024, layers: 40, passes: 12, skew: 3, network: "packet" });
    expect(large.timeline.spans.length).toBeGreaterThan(990_000);
    expect(renderReport({ kind: "result", result: large }).length).toBeLessThan(5_000_000);
  });

  it("refuses a sweep without points and a comparison without results", () => {
    const code = (input: Parameters<typeof renderReport>[0]): unknown => {
      try {
        return renderReport(input).length;
      } catch (error) {
        return (error as { code?: unknown }).code;
      }
    };
    expect(code({ kind: "comparison", results: [] })).toBe("INVALID_VALUE");
    expect(code({ kind: "sweep", sweep: { ...fakeSweep(), rows: [] } })).toBe("INVALID_VALUE");
  });
});
