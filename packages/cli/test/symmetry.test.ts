import { createTopology, type Experiment, type Layer, type Result, simulate } from "@astra-ts/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDefaultRegistry } from "../src/plugins/builtin-plugins.js";

const registry = createDefaultRegistry();

const dimension = fc.record({
  shape: fc.constantFrom("ring", "switch", "fully-connected"),
  npus: fc.constantFrom(1, 2, 3, 4, 5, 8),
  bandwidth: fc.constantFrom(1, 25, 53.6870912),
  latency: fc.constantFrom(1, 30, 500),
});

const collective = fc.constantFrom("all-reduce", "all-gather", "reduce-scatter", "all-to-all", null);
const pass = fc
  .record({
    compute: fc.constantFrom(0, 1, 700, 5000),
    communication: collective,
    bytes: fc.integer({ min: 1, max: 200_000 }),
  })
  .map(({ communication, bytes, ...rest }) => ({
    ...rest,
    communication,
    bytes: communication === null ? 0 : bytes,
  }));
const layer: fc.Arbitrary<Layer> = fc.record({
  name: fc.constant("layer"),
  forward: pass,
  inputGradient: pass,
  weightGradient: pass,
  updateTime: fc.constantFrom(1, 90),
});

const loops = [
  "MICRO",
  "DATA",
  "DATA_REORDER",
  "MODEL",
  "HYBRID_DATA_MODEL",
  "HYBRID_MODEL_DATA",
  "HYBRID_TRANSFORMER",
  "DISTRIBUTED_INFERENCE",
];

const experiment: fc.Arbitrary<Experiment> = fc
  .record({
    dimensions: fc.array(dimension, { minLength: 1, maxLength: 3 }),
    algorithms: fc.array(fc.constantFrom("ring", "direct", "direct1", "direct2", "halvingDoubling"), {
      minLength: 3,
      maxLength: 3,
    }),
    options: fc.record({
      schedulingPolicy: fc.constantFrom("LIFO", "FIFO"),
      endpointDelay: fc.constantFrom(1, 10),
      activeChunksPerDimension: fc.integer({ min: 1, max: 3 }),
      preferredDatasetSplits: fc.integer({ min: 1, max: 5 }),
      queuesPerDimension: fc.integer({ min: 1, max: 3 }),
      boostMode: fc.boolean(),
      collectiveOptimization: fc.constantFrom("baseline", "localBWAware"),
      intraDimensionScheduling: fc.constantFrom("FIFO", "RG", "smallestFirst", "lessRemainingPhaseFirst"),
      interDimensionScheduling: fc.constantFrom("ascending", "roundRobin"),
      localMemoryBandwidth: fc.constantFrom(500_000, 50),
      queueAssignment: fc.constantFrom("rotating", "halves"),
    }),
    layers: fc.array(layer, { minLength: 1, maxLength: 3 }),
    trainingLoop: fc.constantFrom(...loops),
    passes: fc.integer({ min: 1, max: 2 }),
    network: fc.constantFrom(
      { name: "analytical" },
      { name: "flow" },
      { name: "flow", options: { startLatency: "pipelined", acknowledgements: 0.05 } },
      { name: "flow", options: { sharing: "latency-weighted", window: 4000 } },
    ),
  })
  .map(({ dimensions, algorithms, options, layers, trainingLoop, passes, network }) => {
    const isPowerOfTwo = (npus: number) => Math.log2(npus) % 1 === 0;
    const names = dimensions.map(({ npus }, index) => {
      const name = algorithms[index]!;
      return name === "halvingDoubling" && !isPowerOfTwo(npus) ? "ring" : name;
    });
    return {
      name: "symmetric",
      topology: createTopology(dimensions),
      network,
      system: {
        name: "astra",
        options: {
          ...options,
          allReduceImplementation: names,
          allGatherImplementation: names,
          reduceScatterImplementation: names,
          allToAllImplementation: names.map((name) => (name === "halvingDoubling" ? "direct" : name)),
        },
      },
      workload: { kind: "layers", trainingLoop, layers, modelParallelGroup: 1 },
      workloadOptions: { passes },
    };
  });

/** The same with eight digits of every number, thousandths at most: sums over all ranks and over one are rounded in other places. */
function about(value: unknown): unknown {
  if (typeof value === "number")
    return expect.closeTo(value, 3 - Math.max(0, Math.ceil(Math.log10(Math.abs(value) + 1)) - 5));
  if (Array.isArray(value)) return value.map(about);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, about(part)]));
}

/** Of several full links on a flow's way, any may be called its bottleneck. */
function withoutBlame<Report extends { queueingTime?: number }>({ queueingTime, ...report }: Report) {
  return { ...report, hasQueueingTime: queueingTime !== undefined };
}

/** What a run says of the machine, without what it says of the simulation itself and of ranks that were not simulated. */
function physics({ simulation, timeline, warnings, systemReport, networkReport, ...rest }: Result) {
  return {
    ...rest,
    dimensions: systemReport.dimensions,
    spans: timeline.spans.filter(({ rank }) => rank === 0),
    traffic: {
      messages: networkReport.messages,
      bytes: networkReport.bytes,
      dimensions: networkReport.dimensions.map(withoutBlame),
      links: networkReport.links?.map(withoutBlame),
      attribution: networkReport.attribution,
    },
    isSimulatedByOne: simulation.ranks === 1,
  };
}

describe("one rank simulated for all", () => {
  it("gives the result of the full run", async () => {
    let shortened = 0;
    await fc.assert(
      fc.asyncProperty(experiment, async (plan) => {
        const one = physics(await simulate({ ...plan, symmetry: "on" }, registry));
        const all = physics(await simulate({ ...plan, symmetry: "off" }, registry));
        if (!one.isSimulatedByOne || plan.topology.npus === 1) return;
        shortened++;
        const alike = plan.network.name === "flow" ? about : (value: unknown) => value;
        const boosted = (plan.system!.options as { boostMode: boolean }).boostMode;
        if (boosted) {
          // Ranks that boost mode leaves out send nothing, and their own times mean nothing.
          expect(one.time).toEqual(alike(all.time));
          expect(one.layers).toEqual(alike(all.layers));
          expect(one.dimensions).toEqual(alike(all.dimensions));
          expect(one.bytesSent[0]).toBe(all.bytesSent[0]);
          return;
        }
        expect({ ...one, isSimulatedByOne: false }).toEqual(alike(all));
      }),
      { numRuns: Number(process.env.SYMMETRY_RUNS ?? 100) },
    );
    expect(shortened).toBeGreaterThan(50);
  });

  it("is not used where ranks differ", async () => {
    const plan: Experiment = {
      name: "uneven",
      topology: createTopology([{ shape: "mesh", npus: 8, bandwidth: 50, latency: 500 }]),
      network: { name: "analytical" },
      workload: { kind: "collective", collective: "all-reduce", bytes: 1000 },
      symmetry: "on",
    };
    const ring = createTopology([{ shape: "ring", npus: 8, bandwidth: 50, latency: 500 }]);
    const tree = { name: "astra", options: { allReduceImplementation: "doubleBinaryTree" } };
    expect((await simulate(plan, registry)).simulation.ranks).toBe(8);
    expect((await simulate({ ...plan, topology: ring, system: tree }, registry)).simulation.ranks).toBe(8);
    expect(
      (await simulate({ ...plan, topology: ring, network: { name: "analytical-congestion" } }, registry))
        .simulation.ranks,
    ).toBe(8);
    expect((await simulate({ ...plan, topology: ring }, registry)).simulation.ranks).toBe(1);
  });

  it("simulates a ring all-reduce of 65,536 NPUs by 65,536 times fewer messages", async () => {
    const plan: Experiment = {
      name: "large",
      topology: createTopology([{ shape: "ring", npus: 65_536, bandwidth: 50, latency: 500 }]),
      network: { name: "analytical" },
      system: { name: "astra", options: { preferredDatasetSplits: 4 } },
      workload: { kind: "collective", collective: "all-reduce", bytes: 2 ** 26 },
    };
    const result = await simulate(plan, registry);
    expect(result.simulation.ranks).toBe(1);
    expect(result.npuFinish).toHaveLength(65_536);
    // Closed form of one chunk: D + 2(n-1)(latency + D), four chunks one after the other.
    const flight = Math.trunc(500 + 256 / (2 * 50)); // both directions pooled, as ASTRA-sim 1.0 does
    expect(result.time.total).toBe(4 * (10 + 2 * 65_535 * (flight + 10)));
  });
});
