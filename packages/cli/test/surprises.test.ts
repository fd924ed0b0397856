import {
  createRegistry,
  createTopology,
  type Experiment,
  type Layer,
  type Result,
  simulate,
} from "@astra-ts/core";
import { analyticalNetworks } from "@astra-ts/net-analytical";
import { surpriseSentences } from "@astra-ts/report";
import { systemLayer } from "@astra-ts/system";
import { workloadLayer } from "@astra-ts/workload";
import { describe, expect, it } from "vitest";

const registry = createRegistry([workloadLayer, systemLayer, analyticalNetworks]);

/** Compute of the passes (ns), and bytes of the all-reduce behind the weight gradient. */
const layers = [
  [26_000, 8000, 16_000, 82_944],
  [16_000, 0, 14_000, 254_976],
  [8000, 10_000, 10_000, 459_776],
  [18_000, 22_000, 22_000, 418_816],
].map(([forward, inputGradient, weightGradient, bytes], index): Layer => {
  const alone = (compute: number) => ({ compute, communication: null, bytes: 0 });
  return {
    name: `layer${index}`,
    forward: alone(forward!),
    inputGradient: alone(inputGradient!),
    weightGradient: { compute: weightGradient!, communication: "all-reduce", bytes: bytes! },
    updateTime: 1,
  };
});

function run(bandwidth: number, more: Partial<Experiment> = {}): Promise<Result> {
  return simulate(
    {
      name: "surprise",
      topology: createTopology([
        { shape: "ring", npus: 4, bandwidth, latency: 500 },
        { shape: "ring", npus: 4, bandwidth: 10, latency: 500 },
      ]),
      network: { name: "analytical" },
      system: {
        name: "astra",
        options: { schedulingPolicy: "LIFO", preferredDatasetSplits: 2, unnamedAlgorithm: "ring" },
      },
      workload: { kind: "layers", trainingLoop: "DATA", layers },
      workloadOptions: { passes: 2 },
      ...more,
    },
    registry,
  );
}

describe("a run that more bandwidth makes slower", () => {
  it("is told with the change of order", async () => {
    const [slow, fast, faster] = await Promise.all([run(20), run(24), run(40)]);
    expect(fast.time.total).toBeGreaterThan(slow.time.total);
    const runs = [
      { label: "slow", result: slow },
      { label: "fast", result: fast },
      { label: "faster", result: faster },
    ];
    const sentences = surpriseSentences(runs);
    expect(sentences).toHaveLength(1);
    expect(sentences[0]).toMatch(
      /^fast has more bandwidth in dimension 0 than slow and yet takes 3\.7\d* us longer: the order of collectives has changed \(at [\d.]+ us (all-reduce|reduce-scatter|all-gather) of collective \d, chunk \d, phase \d starts/,
    );
  });

  it("is no surprise where anything else differs, or the machine is not faster in every respect", async () => {
    const [slow, fast] = [await run(20), await run(24)];
    const other = await run(24, { workloadOptions: { passes: 3 } });
    expect(
      surpriseSentences([
        { label: "a", result: slow },
        { label: "b", result: other },
      ]),
    ).toEqual([]);
    const [first, second] = fast.topology!;
    const mixed = { ...fast, topology: [first!, { ...second!, latency: 600 }] };
    expect(
      surpriseSentences([
        { label: "a", result: slow },
        { label: "b", result: mixed },
      ]),
    ).toEqual([]);
  });
});
