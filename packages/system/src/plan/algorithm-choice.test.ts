import { type CollectiveKind, createTopology, type DimensionInput } from "@astra-ts/core";
import { describe, expect, it } from "vitest";
import { collectiveAlgorithms } from "../algorithms/index.js";
import { AlgorithmChoice } from "./algorithm-choice.js";
import { AlgorithmUse } from "./algorithm-use.js";
import { collectiveDimensions } from "./collective-dimension.js";

const algorithms = new Map(collectiveAlgorithms.map((algorithm) => [algorithm.name, algorithm]));

function rig(more: Partial<DimensionInput>, kind: CollectiveKind, names?: readonly string[]) {
  const topology = createTopology([{ shape: "switch", npus: 8, bandwidth: 50, latency: 500, ...more }]);
  const [dimension] = collectiveDimensions(kind, names, {
    npus: topology.npus,
    physicalDimensions: 1,
    logicalDimensions: [{ npus: topology.npus, stride: 1, physical: 0 }],
    algorithms,
    choosesAlgorithms: true,
    warn: () => undefined,
  });
  return { dimension: dimension!, choice: new AlgorithmChoice(topology, algorithms) };
}

function chosen(more: Partial<DimensionInput>, kind: CollectiveKind, bytes: number): string {
  const { dimension, choice } = rig(more, kind);
  return choice.of(dimension, { kind, bytes, endpointDelay: 10 }).name;
}

const [small, middle, large] = [2 ** 10, 2 ** 16, 2 ** 26];

describe("algorithms that nobody names", () => {
  it("all-to-all is direct", () => {
    for (const shape of ["switch", "ring", "mesh", "fully-connected"])
      for (const bytes of [small, large]) expect(chosen({ shape }, "all-to-all", bytes)).toBe("direct");
  });

  it("an all-reduce follows size, wiring and number of NPUs", () => {
    const row = (more: Partial<DimensionInput>) =>
      [small, middle, large].map((bytes) => chosen(more, "all-reduce", bytes));
    expect(row({})).toEqual(["direct", "halvingDoubling", "ring"]);
    expect(row({ npus: 6 })).toEqual(["direct", "ring", "ring"]);
    expect(row({ shape: "ring" })).toEqual(["direct", "ring", "ring"]);
    expect(row({ shape: "hypercube", npus: 16 })).toEqual(["direct", "direct", "ring"]);
    expect(row({ shape: "fully-connected" })).toEqual(["direct", "direct", "direct"]);
    expect(row({ npus: 2 })).toEqual(["ring", "ring", "ring"]);
  });

  it("what is named stays", () => {
    const { dimension, choice } = rig({}, "all-to-all", ["ring"]);
    expect(choice.of(dimension, { kind: "all-to-all", bytes: large, endpointDelay: 10 }).name).toBe("ring");
  });

  it("the report says what was chosen, and what would be much faster", () => {
    const report = (names: readonly string[] | undefined) => {
      const { dimension, choice } = rig({ npus: 32 }, "all-to-all", names);
      const uses = new AlgorithmUse(choice, algorithms);
      const task = { kind: "all-to-all", bytes: large, endpointDelay: 10 } as const;
      uses.add({ ...task, dimension, named: choice.of(dimension, task) });
      return uses.report()[0]!;
    };
    expect(report(undefined)).toMatchObject({ algorithm: "direct", chosen: true });
    expect(report(undefined).alternative).toBeUndefined();
    const { chosen: isChosen, alternative } = report(["ring"]);
    expect(isChosen).toBe(false);
    expect(alternative?.algorithm).toBe("direct");
    // A ring passes each block on 16 times on average.
    expect(1 / alternative!.bytes).toBeCloseTo(16, 6);
    expect(1 / alternative!.time).toBeGreaterThan(15.5);
  });
});
