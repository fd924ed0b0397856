import { describe, expect, it } from "vitest";
import { logicalDimensionsOf } from "../system/logical-dimensions.js";
import { createGraphTopology, type GraphInput } from "../topology/create-graph-topology.js";
import { createTopology } from "../topology/create-topology.js";
import type { DimensionInput } from "../topology/shapes/dimension.js";
import type { Topology } from "../topology/topology.js";
import { collectiveBound } from "./collective-bound.js";
import type { CollectiveEntry } from "./collective-ledger.js";
import { type BoundInput, runBound } from "./run-bound.js";

const line = (shape: string, npus: number, more: Partial<DimensionInput> = {}): DimensionInput => {
  return { shape, npus, bandwidth: 50, latency: 500, ...more };
};
const machine = (...dimensions: DimensionInput[]): Topology => createTopology(dimensions);

const mebibyte = 2 ** 20;

describe("the bound of a collective", () => {
  const allReduce = { kind: "all-reduce", bytes: mebibyte, chunks: 1 } as const;
  const allToAll = { kind: "all-to-all", bytes: mebibyte, chunks: 1 } as const;

  it("an all-reduce sends 2(N-1)/N of its bytes from every NPU", () => {
    const bound = collectiveBound(machine(line("switch", 8)), allReduce);
    expect(bound.ports).toBeCloseTo((2 * (7 / 8) * mebibyte) / 50 + 1000, 6);
    expect(bound.total).toBe(bound.ports);
    expect(bound.latency).toBe(1000);
    expect(bound.rounding).toBeCloseTo(1 / (Math.floor(mebibyte / 8 / 50) + 1), 12);
  });

  it("an all-to-all is limited by the halves of a mesh", () => {
    const bound = collectiveBound(machine(line("mesh", 16)), allToAll);
    expect(bound.cut).toBeCloseTo((64 * (mebibyte / 16)) / 50 + 500, 6);
    expect(bound.total).toBe(bound.cut);
  });

  it("an all-gather is limited by what the NPU at the end of a mesh receives", () => {
    const bound = collectiveBound(machine(line("mesh", 8)), { ...allReduce, kind: "all-gather" });
    expect(bound.ports).toBeCloseTo((7 * mebibyte) / 50 + 500, 6);
  });

  it("a leaf's links up are narrower than its links down", () => {
    const dimension = line("leaf-spine", 16, { leaves: 4, spines: 1, uplinkBandwidth: 20 });
    const bound = collectiveBound(machine(dimension), allToAll);
    // The NPUs of a leaf send 12/16 of their bytes to other leaves.
    expect(bound.cut).toBeCloseTo((4 * (12 / 16) * mebibyte) / 20 + 500, 6);
  });

  it("a node's links to others are narrower than those inside", () => {
    const topology = machine(line("switch", 8, { bandwidth: 400 }), line("ring", 4, { bandwidth: 1 }));
    // Each of the 8 rings of 4 carries 1 byte per ns both ways out of a node.
    const allGather = collectiveBound(topology, { ...allReduce, kind: "all-gather" });
    expect(allGather.cut).toBeCloseTo((24 * mebibyte) / 16 + 500, 6);
    const inside = collectiveBound(topology, {
      ...allToAll,
      dimensions: logicalDimensionsOf(topology).slice(0, 1),
    });
    expect(inside.total).toBeCloseTo(((7 / 8) * mebibyte) / 400 + 1000, 6);
  });

  it("a group passes the links of the dimensions that it lies in", () => {
    const topology = machine(line("switch", 8, { bandwidth: 100 }), line("switch", 4, { bandwidth: 1 }));
    const group = [0, 1, 2, 3];
    const bound = collectiveBound(topology, { ...allReduce, group });
    expect(bound.ports).toBeCloseTo((2 * (3 / 4) * mebibyte) / 100 + 1000, 6);
    const across = collectiveBound(topology, { ...allReduce, group: [0, 8] });
    expect(across.ports).toBeCloseTo(mebibyte + 1000, 6);
  });

  it("fully connected machines of thousands are not looked at link by link", () => {
    const bound = collectiveBound(machine(line("fully-connected", 4096)), allToAll);
    expect(bound.ports).toBeCloseTo(256 / 50 + 500, 6);
  });

  it("bytes that do not divide are left out, and nothing takes no time", () => {
    expect(collectiveBound(machine(line("switch", 8)), { ...allReduce, bytes: 7 }).total).toBe(1000);
    expect(collectiveBound(machine(line("switch", 8)), { ...allReduce, bytes: 0 }).total).toBe(0);
    expect(collectiveBound(machine(line("switch", 1)), { ...allReduce, bytes: 7 }).total).toBe(0);
  });

  /** Boards of two NPUs at one switch each; the switches hang on a spine by one slow link. */
  const boards = (): GraphInput => {
    const names = [0, 1, 2, 3, 4, 5].map((rank) => `npu${rank}`);
    const link = (from: string, to: string, bandwidth: number) => ({ from, to, bandwidth, latency: 100 });
    return {
      nodes: [
        ...names.map((name) => ({ name, kind: "npu" as const })),
        ...["board0", "board1", "board2", "spine"].map((name) => ({ name, kind: "switch" as const })),
      ],
      links: [
        ...names.map((name, rank) => link(name, `board${Math.floor(rank / 2)}`, rank === 5 ? 10 : 40)),
        ...[0, 1, 2].map((board) => link(`board${board}`, "spine", 8)),
      ],
    };
  };

  it("reads ports, boards and distances off a graph", () => {
    const topology = createGraphTopology(boards());
    const gather = collectiveBound(topology, { ...allReduce, kind: "all-gather" });
    expect(gather.ports).toBeCloseTo((5 * mebibyte) / 10 + 200, 6);
    expect(gather.cut).toBeCloseTo((4 * mebibyte) / 8 + 100, 6);
    expect(gather.latency).toBe(400);
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
    root: 0,
    place: "",
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
    transfers: [],
    compute: [0],
    messages: 0,
    network: { name: "test", contention: true },
    ...more,
  });

  it("names what limits it", () => {
    expect(runBound(input({ compute: [10, 50_000] }))).toMatchObject({
      total: 50_000,
      ratio: 2,
      limitedBy: "compute",
    });
    expect(runBound(input({}))).toMatchObject({ total: 0, ratio: null, limitedBy: "nothing", below: false });
    const transfers = [
      { source: 1, destination: 0, bytes: 1e6 },
      { source: 2, destination: 0, bytes: 1e6 },
    ];
    expect(runBound(input({ transfers, messages: 2 }))).toMatchObject({
      total: 41_000,
      limitedBy: "ports",
      where: "what NPU 0 receives",
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
        transfers: [{ source: 0, destination: 1, bytes: 8e6 }],
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
