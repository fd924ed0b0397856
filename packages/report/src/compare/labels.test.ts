import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fakeResult } from "../../test/fake-result.js";
import { distinctLabels, labelledResults } from "./labels.js";

describe("labels", () => {
  it("carry the settings that differ, of those that share a name alone", () => {
    expect(
      distinctLabels([
        { label: "analytical", settings: { rules: "astra-sim-1", links: 2 } },
        { label: "analytical", settings: { rules: "astra-sim-2", links: 2 } },
        { label: "packet", settings: { vcs: 4, buffers: { data: 8, control: 1 } } },
        { label: "packet", settings: { vcs: 64, buffers: { data: 4, control: 1 } } },
        { label: "flow", settings: { vcs: 4 } },
      ]),
    ).toEqual([
      "analytical rules=astra-sim-1",
      "analytical rules=astra-sim-2",
      "packet vcs=4 buffers.data=8",
      "packet vcs=64 buffers.data=4",
      "flow",
    ]);
  });

  it("have a number where nothing differs, and leave out what one of them has not", () => {
    const same = { label: "a", settings: { x: 1 } };
    expect(distinctLabels([same, same, { label: "a #2", settings: {} }])).toEqual(["a", "a #2", "a #2 #2"]);
    expect(distinctLabels([same, { label: "a", settings: {} }])).toEqual(["a x=1", "a"]);
  });

  it("are never alike", () => {
    const item = fc.record({
      label: fc.constantFrom("a", "a x=1", "a #2", "b"),
      settings: fc.dictionary(fc.constantFrom("x", "y"), fc.integer({ min: 0, max: 2 })),
    });
    fc.assert(
      fc.property(fc.array(item), (items) => {
        expect(new Set(distinctLabels(items)).size).toBe(items.length);
      }),
    );
  });

  it("tell results apart by what they were set to", () => {
    const result = fakeResult();
    const setup = (options: object) => ({
      network: { name: "analytical", options },
      system: { name: "astra", options: {} },
      workload: { kind: "layers", options: {} },
      seed: 1,
    });
    const runs = [{ rules: "astra-sim-1" }, { rules: "astra-sim-2" }].map((options) => {
      return { ...result, setup: setup(options) };
    });
    expect(labelledResults(runs).map(({ label }) => label)).toEqual([
      "analytical rules=astra-sim-1",
      "analytical rules=astra-sim-2",
    ]);
    expect(labelledResults([result, fakeResult({ npus: 4 })]).map(({ label }) => label)).toEqual([
      expect.stringContaining("npus=8"),
      expect.stringContaining("npus=4"),
    ]);
  });
});
