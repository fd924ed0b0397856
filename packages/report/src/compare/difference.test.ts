import type { LabelledResult, Result } from "@astra-ts/core";
import { describe, expect, it } from "vitest";
import { fakeResult } from "../../test/fake-result.js";
import { decisionSentences, errorTable } from "./decision.js";
import { type Difference, differences } from "./difference.js";
import { comparedPairs } from "./pairs.js";

const runs = [
  { label: "analytical", result: fakeResult() },
  { label: "packet", result: fakeResult({ network: "packet", slowness: 1.5 }) },
];

function sumOf({ causes }: Difference): number {
  return causes.reduce((sum, { time }) => sum + time, 0);
}

describe("a difference", () => {
  it("has causes that add up to it", () => {
    const slower = { label: "slower", result: fakeResult({ slowness: 1.5 }) };
    for (const difference of differences([...runs, slower]))
      expect(sumOf(difference)).toBeCloseTo(difference.time, 6);
    const [, same] = differences([...runs, slower]);
    expect(same.causes.some(({ basis }) => basis === "estimate")).toBe(true);
    expect(same.sentence).toMatch(
      /^slower takes .* longer than analytical: \+.*\(estimated from message times\)\.$/,
    );
  });

  it("of two networks is not split by what each of them calls queueing", () => {
    const [{ causes, sentence }] = differences(runs);
    expect(causes.map(({ basis }) => basis)).toEqual(["figures"]);
    expect(sentence).toContain("not told apart");
  });

  it("is told by what was measured, small parts together", () => {
    const time = runs[1].result.time.total - runs[0].result.time.total;
    const cause = (name: string, share: number) => {
      return { cause: name, time: time * share, basis: "re-run" as const };
    };
    const causes = [cause("shared links", 0.99), cause("buffers", 0.004), cause("packets", 0.006)];
    const measured = [{ label: "packet", from: "analytical", time, causes }];
    const [difference] = differences(runs, measured);
    expect(sumOf(difference)).toBeCloseTo(time, 6);
    expect(difference.sentence).toMatch(/shared links, \+.* in 2 smaller parts\.$/);
  });

  it("is none between equals", () => {
    expect(differences([runs[0], { ...runs[0], label: "again" }])[0].sentence).toBe(
      "again takes exactly as long as analytical.",
    );
  });
});

/** Variants on two networks, with these totals. */
function grid(totals: Record<string, readonly [coarse: number, fine: number]>): LabelledResult[] {
  const networks = ["analytical", "packet"];
  return Object.entries(totals).flatMap(([variant, times]) =>
    networks.map((network, index) => {
      const result = fakeResult({ network });
      const time: Result["time"] = { ...result.time, total: times[index] };
      return { label: `${variant}, ${network}`, variant, network, result: { ...result, time } };
    }),
  );
}

describe("variants on several networks", () => {
  it("are told one change at a time", () => {
    const pairs = comparedPairs(grid({ base: [1, 2], fast: [1, 2] }));
    expect(pairs.map(({ run, from }) => `${run.label} from ${from.label}`)).toEqual([
      "base, packet from base, analytical",
      "fast, analytical from base, analytical",
      "fast, packet from fast, analytical",
      "fast, packet from base, packet",
    ]);
  });

  it("are ranked by every network, and a change of the ranking is told with both ratios", () => {
    const runs = grid({ ring: [200, 300], direct: [100, 660] });
    expect(decisionSentences(runs, "packet")).toEqual([
      "Measured against packet, the most detailed of them: analytical is off by up to −84.8 % (direct).",
      "The ranking of the variants changes: analytical prefers direct to ring by 2, packet prefers ring to direct by 2.2.",
    ]);
    expect(errorTable(runs, "packet").rows).toEqual([
      ["ring", "analytical", 200, 300, 200 / 300 - 1],
      ["direct", "analytical", 100, 660, 100 / 660 - 1],
    ]);
  });

  it("are ranked alike, or not told apart by one of them", () => {
    expect(decisionSentences(grid({ a: [2, 4], b: [1, 3] }), "packet")[1]).toBe(
      "The ranking of the variants is the same on analytical, packet: b, a (the shortest first).",
    );
    expect(decisionSentences(grid({ a: [2, 4], b: [2, 3] }), "packet")[1]).toBe(
      "The ranking of the variants changes: analytical sees no difference between a and b, packet prefers b to a by 1.333.",
    );
    expect(decisionSentences(grid({ a: [2, 4], b: [2, 3] }), undefined)).toEqual([]);
  });
});
