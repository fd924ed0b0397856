import { describe, expect, it } from "vitest";
import { fakeResult, mergedResult } from "../test/fake-result.js";
import { fakeSweep } from "../test/fake-sweep.js";
import { renderFigures } from "./render-figures.js";

const result = fakeResult({ network: "packet", npus: 12 });
const inputs = {
  result: { kind: "result", result },
  merged: { kind: "result", result: mergedResult() },
  comparison: {
    kind: "comparison",
    results: [
      { label: "<analytical> & Co.", result: fakeResult() },
      { label: "packet", result: fakeResult({ network: "packet", slowness: 1.4 }) },
    ],
  },
  sweep: { kind: "sweep", sweep: fakeSweep() },
} as const;

describe("renderFigures", () => {
  it("draws the charts of each kind of report", () => {
    const names = (kind: keyof typeof inputs) => renderFigures(inputs[kind]).map(({ name }) => name);
    expect(names("result")).toEqual(["timeline", "topology", "layers", "dimensions", "latency"]);
    expect(names("comparison")).toEqual(["parts", "agreement-layers"]);
    expect(names("sweep")).toEqual(["chart", "pareto"]);
  });

  it.each(Object.keys(inputs) as (keyof typeof inputs)[])(
    "%s: SVG that needs nothing else, and is the same each time",
    (kind) => {
      const figures = renderFigures(inputs[kind]);
      for (const { svg, name } of figures) {
        expect(svg, name).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
        expect(svg, name).not.toMatch(
          /var\(|color-mix|currentColor|<script|<style|class=|NaN|undefined|href/,
        );
        for (const text of svg.matchAll(/>([^<]*)</g)) expect(text[1]).not.toMatch(/&(?!\w+;|#)/);
        expect(svg.match(/<[\w-]+ /g)?.length, name).toBeGreaterThan(8);
      }
      expect(renderFigures(inputs[kind])).toEqual(figures);
    },
  );

  it("have the lanes, the names and the legend of the timeline", () => {
    const [{ svg }] = renderFigures(inputs.result);
    for (const text of ["Dimension 0", "NPU 11", "Exposed communication", "layer2 weight-gradient"])
      expect(svg).toContain(text);
    expect(svg.length).toBeLessThan(200_000);
  });
});
