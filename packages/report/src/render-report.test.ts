import { describe, expect, it } from "vitest";
import { fakeResult } from "../test/fake-result.js";
import { renderReport } from "./render-report.js";

describe("renderReport", () => {
  it("is one page that asks nothing of any host", () => {
    const html = renderReport({ kind: "result", result: fakeResult() });
    expect(html).toMatch(/^<!doctype html>/);
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    expect(html).toContain("default-src 'none'");
  });
});
