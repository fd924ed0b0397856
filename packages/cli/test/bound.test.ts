import {
  type Bound,
  type CollectiveKind,
  createGraphTopology,
  createRegistry,
  createTopology,
  type DimensionInput,
  type GraphNodeWork,
  type GraphWorkload,
  type LinkOverride,
  simulate,
  type Topology,
} from "@astra-ts/core";
import { analyticalNetworks } from "@astra-ts/net-analytical";
import { systemLayer } from "@astra-ts/system";
import { workloadLayer } from "@astra-ts/workload";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const registry = createRegistry([workloadLayer, systemLayer, analyticalNetworks]);

const line = (shape: string, npus: number, more: Partial<DimensionInput> = {}): DimensionInput => {
  return { shape, npus, bandwidth: 50, latency: 100, ...more };
};
const anyLine = fc.oneof(
  fc
    .tuple(fc.constantFrom("ring", "fully-connected", "switch", "mesh"), fc.constantFrom(2, 3, 4, 5, 8))
    .map(([shape, npus]) => line(shape, npus)),
  fc.constantFrom(
    line("hypercube", 8),
    line("leaf-spine", 6, { leaves: 3, spines: 2 }),
    line("leaf-spine", 8, { leaves: 2, spines: 1, uplinkBandwidth: 25, uplinkLatency: 300 }),
  ),
);
const anyRun = fc.record({
  dimensions: fc.array(anyLine, { minLength: 1, maxLength: 2 }),
  collective: fc.constantFrom("all-reduce", "all-gather", "reduce-scatter", "all-to-all"),
  algorithm: fc.constantFrom("ring", "direct", "direct2", "halvingDoubling", "doubleBinaryTree"),
  bytes: fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 3000, max: 4_000_000 })),
  chunks: fc.integer({ min: 1, max: 5 }),
  active: fc.integer({ min: 1, max: 3 }),
  rules: fc.constantFrom({}, { phaseBarrier: false, chunkRounding: "full-chunks" }),
  network: fc.constantFrom(
    { name: "analytical-congestion" },
    { name: "flow" },
    { name: "flow", options: { startLatency: "pipelined" } },
    { name: "flow", options: { sharing: "latency-weighted", rounding: "down" } },
  ),
});

/** Boards of a few NPUs below switches, some with a second plane, joined by spines; links differ. */
const anyGraph = fc
  .record({
    boards: fc.integer({ min: 1, max: 3 }),
    npus: fc.integer({ min: 2, max: 3 }),
    spines: fc.integer({ min: 1, max: 2 }),
    widths: fc.array(fc.constantFrom(10, 25, 50), { minLength: 3, maxLength: 6 }),
  })
  .map(({ boards, npus, spines, widths }) => {
    let used = 0;
    const link = (from: string, to: string) => {
      return { from, to, bandwidth: widths[used++ % widths.length]!, latency: 50 * (1 + (used % 3)) };
    };
    const names = (kind: string, count: number) => Array.from({ length: count }, (_, at) => `${kind}${at}`);
    const ranks = names("npu", boards * npus);
    return createGraphTopology({
      nodes: [
        ...ranks.map((name) => ({ name, kind: "npu" as const })),
        ...[...names("board", boards), ...names("spine", spines)].map((name) => ({
          name,
          kind: "switch" as const,
        })),
      ],
      links: [
        ...ranks.map((name, rank) => link(name, `board${Math.floor(rank / npus)}`)),
        ...names("board", boards).flatMap((board) =>
          names("spine", spines).map((spine) => link(board, spine)),
        ),
      ],
    });
  });

/** Machines of dimensions, some with a link that is slower, and graphs. */
const anyMachine = fc.oneof(
  anyGraph,
  fc
    .tuple(fc.array(anyLine, { minLength: 1, maxLength: 2 }), fc.boolean(), fc.nat())
    .map(([dimensions, isUneven, choice]) => {
      const regular = createTopology(dimensions);
      if (!isUneven) return regular;
      const { nodes, links } = regular.graph();
      const { from, to } = links[choice % links.length]!;
      const slow: LinkOverride = { from: nodes[from]!.name, to: nodes[to]!.name, bandwidth: 10 };
      return createTopology(dimensions, { overrides: [slow] });
    }),
);

const anyNetwork = fc.constantFrom("analytical-congestion", "flow");

interface Sent {
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
  /** A collective of the two, and of all ranks between them, in place of a message. */
  readonly collective?: CollectiveKind | undefined;
}

const anyTraffic = fc.array(
  fc.record({
    from: fc.nat(),
    to: fc.nat(),
    bytes: fc.integer({ min: 10_000, max: 1_000_000 }),
    collective: fc.option(fc.constantFrom("all-reduce", "all-gather", "reduce-scatter", "all-to-all"), {
      nil: undefined,
    }),
  }),
  { minLength: 1, maxLength: 12 },
);

/** Everything at once, as far as ranks agree on the order of collectives. */
function graphOf(npus: number, traffic: readonly Sent[]): GraphWorkload {
  const ranks = Array.from({ length: npus }, (): GraphNodeWork[] => []);
  const add = (rank: number, node: (id: number) => GraphNodeWork): void => {
    ranks[rank]!.push(node(ranks[rank]!.length));
  };
  traffic.forEach(({ from: first, to: second, bytes, collective }, tag) => {
    const from = first % npus;
    const to = second % npus;
    if (from === to) return;
    if (collective === undefined) {
      add(from, (id) => ({ id, kind: "send", to, tag, bytes, after: [] }));
      add(to, (id) => ({ id, kind: "receive", from, tag, bytes, after: [] }));
      return;
    }
    const low = Math.min(from, to);
    const group = Array.from({ length: Math.abs(to - from) + 1 }, (_, index) => low + index);
    for (const rank of group)
      add(rank, (id) => {
        const before = ranks[rank]!.findLast(({ kind }) => kind === "collective");
        return {
          id,
          kind: "collective",
          collective,
          bytes,
          group,
          after: before === undefined ? [] : [before.id],
        };
      });
  });
  return { kind: "graph", ranks, communicationSlots: 100 };
}

describe("the bound, over random machines, collectives and algorithms", () => {
  it("is never above what queues or fluids find", async () => {
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(
        anyRun,
        async ({ dimensions, collective, algorithm, bytes, chunks, active, rules, network }) => {
          const isPowerOfTwo = dimensions.every(({ npus }) => Number.isInteger(Math.log2(npus)));
          if (algorithm === "halvingDoubling" && (!isPowerOfTwo || collective === "all-to-all")) return;
          if (algorithm === "doubleBinaryTree" && (!isPowerOfTwo || collective !== "all-reduce")) return;
          const implementation = dimensions.map(() => algorithm);
          const { bound } = await simulate(
            {
              name: "random",
              topology: createTopology(dimensions),
              network,
              system: {
                name: "astra",
                options: {
                  ...rules,
                  preferredDatasetSplits: chunks,
                  activeChunksPerDimension: active,
                  allReduceImplementation: implementation,
                  allGatherImplementation: implementation,
                  reduceScatterImplementation: implementation,
                  allToAllImplementation: implementation,
                },
              },
              workload: { kind: "collective", collective, bytes },
            },
            registry,
          );
          runs++;
          expect(bound).toMatchObject({ below: false, notes: [] });
        },
      ),
      { numRuns: 150 },
    );
    expect(runs).toBeGreaterThan(50);
  });

  it("is never above a run of messages and of groups, on machines with unlike and failed links too", async () => {
    await fc.assert(
      fc.asyncProperty(anyMachine, anyTraffic, anyNetwork, async (topology, traffic, name) => {
        const { bound, time, npuFinish } = await simulate(
          {
            name: "random",
            topology,
            network: { name },
            workload: graphOf(topology.npus, traffic),
          },
          registry,
        );
        expect(time.total).toBe(Math.max(...npuFinish));
        expect(bound).toMatchObject({ below: false });
        // A fluid's ends are rounded to a millionth of a ns.
        expect(bound?.total).toBeLessThanOrEqual(time.total + 1e-5);
      }),
      { numRuns: 300 },
    );
  });

  const boundOf = async (topology: Topology, workload: GraphWorkload): Promise<Bound> => {
    const network = { name: "analytical-congestion" };
    return (await simulate({ name: "bound", topology, network, workload }, registry)).bound!;
  };

  it("catches an incast: the receiver's link is what counts", async () => {
    const traffic = Array.from({ length: 9 }, (_, from) => ({ from, to: 9, bytes: 500_000 }));
    const bound = await boundOf(createTopology([line("switch", 10)]), graphOf(10, traffic));
    expect(bound).toMatchObject({ limitedBy: "ports", where: "what NPU 9 receives" });
    expect(bound.total).toBeCloseTo((9 * 500_000) / 50 + 200, 6);
    expect(bound.ratio).toBeLessThan(1.2);
  });

  it("catches messages that leave one leaf", async () => {
    const traffic = Array.from({ length: 4 }, (_, from) => ({ from, to: from + 4, bytes: 500_000 }));
    const machine = createTopology([line("leaf-spine", 8, { leaves: 2, spines: 1, uplinkBandwidth: 25 })]);
    const bound = await boundOf(machine, graphOf(8, traffic));
    expect(bound).toMatchObject({ limitedBy: "cut", where: "what NPUs 0 to 3 send" });
    expect(bound.total).toBeCloseTo(2e6 / 25 + 100, 6);
  });

  it("does not follow an algorithm's waste", async () => {
    const run = (algorithm: string) =>
      simulate(
        {
          name: "waste",
          topology: createTopology([line("switch", 32, { latency: 1000 })]),
          network: { name: "analytical-congestion" },
          system: { name: "astra", options: { allToAllImplementation: [algorithm] } },
          workload: { kind: "collective", collective: "all-to-all", bytes: 2 ** 26 },
        },
        registry,
      );
    const [ring, direct] = [(await run("ring")).bound!, (await run("direct")).bound!];
    expect(ring.total).toBe(direct.total);
    // A ring passes every block from neighbour to neighbour (16 times the bytes), and stores it at the switch.
    expect(ring.ratio).toBeGreaterThan(31);
    expect(direct.ratio).toBeLessThan(1.1);
  });

  it("flags the formula where 63 sends share a port, and not the queues", async () => {
    const run = (network: string, options: object) =>
      simulate(
        {
          name: "showcase",
          topology: createTopology([line("switch", 64)]),
          network: { name: network, options },
          system: { name: "astra", options: { allReduceImplementation: ["direct"] } },
          workload: { kind: "collective", collective: "all-reduce", bytes: 2 ** 24 },
        },
        registry,
      );
    const formula = await run("analytical", { rules: "astra-sim-2" });
    expect(formula.bound).toMatchObject({ below: true, limitedBy: "ports" });
    expect(formula.warnings.join()).toContain("ignores that messages share links");
    expect((await run("analytical-congestion", {})).bound?.below).toBe(false);
  });
});
