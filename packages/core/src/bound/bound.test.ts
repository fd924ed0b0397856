import { describe, expect, it } from "vitest";
import { logicalDimensionsOf } from "../system/logical-dimensions.js";
import { createGraphTopology } from "../topology/create-graph-topology.js";
import { createTopology } from "../topology/create-topology.js";
import type { DimensionInput } from "../topology/shapes/dimension.js";
import { collectiveBound } from "./collective-bound.js";
import type { CollectiveEntry } from "./collective-ledger.js";
import { machineOf, machineOfGroup } from "./machine.js";
import { type BoundInput, runBound } from "./run-bound.js";

const line = (shape: string, npus: number, more: Partial<DimensionInput> = {}): DimensionInput => {
  return { shape, npus, bandwidth: 50, latency: 500, ...more };
};
const machine = (...dimensions: DimensionInput[]) => {
  const topology = createTopology(dimensions);
  return machineOf(topology, logicalDimensionsOf(topology));
};

describe("what a machine can do at best", () => {
  it("ring, switch, fully connected", () => {
    expect(machine(line("ring", 8))).toMatchObject({
      npus: 8,
      leastPort: 100,
      nearest: 500,
      farthest: 2000,
      cuts: [{ share: 0.5, bandwidth: 100 }],
    });
    expect(machine(line("switch", 8))).toMatchObject({ leastPort: 50, nearest: 1000, farthest: 1000 });
    expect(machine(line("fully-connected", 8))).toMatchObject({ leastPort: 350, farthest: 500 });
    expect(machine(line("fully-connected", 4096)).bestPort).toBe(50 * 4095);
  });

  it("adds ports and latencies of dimensions, and multiplies cuts by the groups beside each other", () => {
    expect(machine(line("ring", 4), line("mesh", 2, { bandwidth: 10, latency: 50 }))).toMatchObject({
      npus: 8,
      leastPort: 110,
      nearest: 50,
      farthest: 1050,
      cuts: [
        { share: 0.5, bandwidth: 200 },
        { share: 0.5, bandwidth: 40 },
      ],
    });
  });

  it("counts the links of the dimensions that take part alone", () => {
    const topology = createTopology([line("ring", 4), line("switch", 8)]);
    expect(machineOf(topology, [{ npus: 8, stride: 4, physical: 1 }])).toMatchObject({
      npus: 8,
      leastPort: 50,
    });
    expect(machineOf(topology, [{ npus: 2, stride: 4, physical: 1 }])).toMatchObject({ npus: 2, cuts: [] });
    expect(machineOfGroup(topology, 3)).toMatchObject({ npus: 3, leastPort: 150, nearest: 500, cuts: [] });
  });

  it("reads uneven machines off the graph", () => {
    const nodes = ["a", "b", "c", "d"].map((name) => ({ name, kind: "npu" as const }));
    const hub = { name: "hub", kind: "switch" as const };
    const links = nodes.map(({ name }, index) => {
      return { from: name, to: "hub", bandwidth: index === 0 ? 10 : 40, latency: 100 };
    });
    const topology = createGraphTopology({ nodes: [...nodes, hub], links });
    const found = machineOf(topology, logicalDimensionsOf(topology));
    expect(found).toMatchObject({ leastPort: 10, bestPort: 40, meanPort: 32.5, nearest: 100 });
    expect(found.cuts).toEqual([{ share: 0.5, bandwidth: 50 }]);
  });
});

describe("the bound of a collective", () => {
  const mebibyte = 2 ** 20;

  it("an all-reduce sends 2(N-1)/N of its bytes from every NPU", () => {
    const bound = collectiveBound(machine(line("switch", 8)), "all-reduce", mebibyte, 1);
    expect(bound.ports).toBe((2 * (7 / 8) * mebibyte) / 50 + 1000);
    expect(bound.total).toBe(bound.ports);
    expect(bound.latency).toBe(1000);
    expect(bound.rounding).toBeCloseTo(1 / (Math.floor(mebibyte / 8 / 50) + 1), 12);
  });

  it("an all-to-all is limited by the bisection of a mesh", () => {
    const bound = collectiveBound(machine(line("mesh", 16)), "all-to-all", mebibyte, 1);
    expect(bound.bisection).toBe((64 * (mebibyte / 16)) / 50);
    expect(bound.total).toBe(bound.bisection);
  });

  it("bytes that do not divide are left out, and nothing takes no time", () => {
    expect(collectiveBound(machine(line("switch", 8)), "all-reduce", 7, 1).total).toBe(1000);
    expect(collectiveBound(machine(line("switch", 8)), "all-reduce", 0, 1).total).toBe(0);
    expect(collectiveBound(machine(line("switch", 1)), "all-reduce", 7, 1).total).toBe(0);
  });
});

describe("the bound of a run", () => {
  const topology = createTopology([line("switch", 8)]);
  const entry = (bytes: number, fastest: number): CollectiveEntry => ({
    kind: "all-reduce",
    bytes,
    chunks: 1,
    dimensions: logicalDimensionsOf(topology),
    group: undefined,
    npus: 8,
    count: 2,
    ended: 2,
    sum: 2 * fastest,
    fastest,
  });
  const input = (more: Partial<BoundInput>): BoundInput => ({
    topology,
    collectives: [],
    time: 100_000,
    compute: 0,
    bytesSent: new Float64Array(8),
    messages: 0,
    network: { name: "test", contention: true },
    ...more,
  });

  it("names what limits it", () => {
    expect(runBound(input({ compute: 50_000 }))).toMatchObject({
      total: 50_000,
      ratio: 2,
      limitedBy: "compute",
    });
    expect(runBound(input({}))).toMatchObject({ total: 0, ratio: null, limitedBy: "nothing", below: false });
    expect(runBound(input({ bytesSent: [1e6, 2e6], messages: 2 }))).toMatchObject({
      total: 40_000,
      limitedBy: "ports",
    });
  });

  it("adds up collectives over the same links", () => {
    const bound = runBound(input({ collectives: [entry(800_000, 30_000)] }));
    expect(bound.parts.ports).toBe(2 * 28_000 + 1000);
    expect(bound.collectives[0]).toMatchObject({ count: 2, bound: 29_000, meanTime: 30_000, ratio: 30 / 29 });
    expect(bound.below).toBe(false);
  });

  it("flags what beats physics, and says whose fault it may be", () => {
    const fast = runBound(input({ collectives: [entry(800_000, 20_000)], time: 40_000 }));
    expect(fast.below).toBe(true);
    expect(fast.notes).toEqual([
      'An all-reduce of 800000 B over 8 NPUs took 20000 ns, less than the 29000 ns that latency and bandwidth allow: a defect of the network model "test" or of the input (an algorithm that does not do the whole collective).',
    ]);
    const two = runBound(
      input({
        collectives: [entry(800_000, 20_000), entry(400_000, 1000), entry(600_000, 20_000)],
        time: 1e6,
      }),
    );
    expect(two.notes[0]).toContain("400000 B over 8 NPUs (and 2 other kinds of collective) took 1000 ns");
    const formula = runBound(
      input({
        bytesSent: [8e6],
        messages: 1,
        time: 40_000,
        network: { name: "analytical", contention: false },
      }),
    );
    expect(formula.notes[0]).toContain('the network model "analytical" ignores that messages share links');
  });

  it("forgives what rounding to whole ns explains, and flags a collective of zero bytes", () => {
    // Messages of 125 bytes take floor(2.5) ns.
    expect(runBound(input({ collectives: [entry(1000, 1000 + 28)], time: 2056 })).below).toBe(false);
    expect(runBound(input({ collectives: [entry(0, 0)] })).notes).toEqual([
      "2 all-reduce of 0 bytes: nothing to move; check the workload.",
    ]);
  });
});
