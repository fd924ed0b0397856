import {
  type BackgroundTraffic,
  createTopology,
  type Experiment,
  type Job,
  type JobWorkload,
  type Result,
  simulate,
  type Topology,
} from "@astra-ts/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildExperiment } from "../src/experiment/build.js";
import { findProblems } from "../src/experiment/find-problems.js";
import { loadExperiment } from "../src/experiment/load.js";
import type { Override } from "../src/experiment/set-override.js";
import { createDefaultRegistry } from "../src/plugins/builtin-plugins.js";
import { root } from "./astra-ts.js";

const registry = createDefaultRegistry();
const withSharedLinks = ["flow", "analytical-congestion", "packet"];
const networks = ["analytical", ...withSharedLinks];

const leaves = createTopology([
  { shape: "leaf-spine", npus: 8, leaves: 2, spines: 1, bandwidth: 50, latency: 500 },
]);
const allReduce = (bytes: number): JobWorkload => ({ kind: "collective", collective: "all-reduce", bytes });

function experimentOf(
  jobs: readonly Job[],
  network: string,
  {
    topology = leaves,
    background = [],
  }: { topology?: Topology; background?: readonly BackgroundTraffic[] } = {},
): Experiment {
  return { name: "jobs", topology, network: { name: network }, workload: { kind: "jobs", jobs, background } };
}

function example(name: string, ...overrides: Override[]): Promise<Result> {
  const loaded = loadExperiment(`${root}examples/neighbours/${name}.yaml`, overrides);
  return simulate(buildExperiment(loaded, registry).experiment, registry);
}

const timesOf = ({ jobs = [] }: Result) => jobs.map(({ time, alone }) => [time, alone]);

describe("jobs on one machine", () => {
  it.each(networks)(
    "are told on %s as the same workload without jobs, where one has it all",
    async (network) => {
      const workload = allReduce(1_000_000);
      const own = await simulate(
        { name: "own", topology: leaves, network: { name: network }, workload },
        registry,
      );
      const ranks = [0, 1, 2, 3, 4, 5, 6, 7];
      const job = await simulate(experimentOf([{ name: "all", ranks, workload }], network), registry);
      expect(job.npuFinish).toEqual(own.npuFinish);
      expect(job.bytesSent).toEqual(own.bytesSent);
      expect(job.bound).toMatchObject({ total: own.bound!.total, below: own.bound!.below });
      expect(job.jobs).toMatchObject([{ name: "all", start: 0, time: own.time.total }]);
    },
  );

  it.each(networks)("do not feel each other on %s where they share no link", async (network) => {
    const jobs = [
      { name: "left", ranks: [0, 1, 2, 3], workload: allReduce(1_000_000) },
      { name: "right", ranks: [4, 5, 6, 7], start: 700, workload: allReduce(2_000_000) },
    ];
    const result = await simulate(experimentOf(jobs, network), registry);
    expect(result.jobs?.map(({ slowdown }) => slowdown)).toEqual([1, 1]);
    expect(result.jobs?.[1]?.start).toBe(700);
    expect(result.time.total).toBe(Math.max(...result.jobs!.map(({ finish }) => finish)));
  });

  it("wait for each other's messages at half of the link, as derived in the example", async () => {
    // 2 steps of 25 MB at 25 GB/s, or alone at 50 GB/s; 4 links of 500 ns, and 180 ns at the endpoints.
    const together = 2 * 1_000_000 + 2 * 4 * 500 + 180;
    const alone = 2 * 500_000 + 2 * 4 * 500 + 180;
    expect(timesOf(await example("experiment"))).toEqual([
      [together, alone],
      [together, alone],
    ]);
    const later: Override = { path: ["jobs", "1", "start"], value: "500us", from: "--set" };
    for (const [time] of timesOf(await example("experiment", later)))
      expect(time).toBeCloseTo(1.5e6 + 2_100, -3);
    const [[time = 0]] = timesOf(await example("traffic")) as [number[]];
    expect(Math.abs(time - (1e6 * 4) / 3 - 4_180)).toBeLessThan(8_000);
  });

  it("conserve bytes, and none beats its bound, on random machines", async () => {
    const shape = fc.constantFrom("ring", "switch", "fully-connected", "mesh");
    const machine = fc.tuple(shape, shape, fc.integer({ min: 2, max: 4 }), fc.integer({ min: 2, max: 4 }));
    const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(
        machine,
        sizes,
        fc.constantFrom(...withSharedLinks),
        fc.integer({ min: 0, max: 10_000 }),
        async ([inner, outer, n, m], wanted, network, start) => {
          const topology = createTopology([
            { shape: inner, npus: n, bandwidth: 50, latency: 100 },
            { shape: outer, npus: m, bandwidth: 25, latency: 300 },
          ]);
          // Dealt in turn, so that neighbours belong to different jobs.
          const jobs = wanted
            .map((size, index): Job => {
              const ranks = Array.from({ length: size }, (_, k) => index + k * wanted.length);
              const own = ranks.filter((rank) => rank < topology.npus);
              return { name: `${index}`, ranks: own, start: index * start, workload: allReduce(96_000) };
            })
            .filter(({ ranks }) => ranks.length > 0);
          const background = [{ pattern: "uniform_random", rate: 2, bytes: 4_000 }];
          const result = await simulate(experimentOf(jobs, network, { topology, background }), registry);
          const again = await simulate(experimentOf(jobs, network, { topology, background }), registry);
          expect({ ...again, simulation: null }).toEqual({ ...result, simulation: null });
          expect(result.bytesSent.reduce((sum, bytes) => sum + bytes, 0)).toBe(result.networkReport.bytes);
          expect(result.bound?.below).toBe(false);
          expect(result.warnings).toEqual([]);
          for (const { ranks, finish, time, alone } of result.jobs!) {
            expect(finish).toBe(Math.max(...ranks.map((rank) => result.npuFinish[rank]!)));
            expect(time).toBeGreaterThanOrEqual(0);
            expect(alone).toBeDefined();
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it("have traffic beside them at the rate that was asked for", async () => {
    const jobs = [{ name: "ours", ranks: [0, 4], workload: allReduce(50_000_000), alone: false }];
    for (const arrivals of ["regular", "poisson"] as const) {
      const background = [{ pattern: "permutation", ranks: [2, 3, 6, 7], rate: 5, bytes: 10_000, arrivals }];
      const { bytesSent, time } = await simulate(experimentOf(jobs, "flow", { background }), registry);
      for (const rank of [2, 3, 6, 7])
        expect(bytesSent[rank]! / (5 * time.total)).toBeCloseTo(1, arrivals === "regular" ? 2 : 0);
      expect([bytesSent[1], bytesSent[5]]).toEqual([0, 0]);
    }
  });
});

describe("what is wrong with jobs", () => {
  const problemsOf = (set: Record<string, unknown>): string[] => {
    const overrides = Object.entries(set).map(([path, value]) => ({
      path: path.split("."),
      value,
      from: "--set",
    }));
    return findProblems(loadExperiment(`${root}examples/neighbours/traffic.yaml`, overrides), registry).map(
      ({ message }) => message,
    );
  };

  it.each([
    [{ network: "analytical" }, "background: background traffic has no effect in this network"],
    [{ workload: { collective: "all-reduce", size: 1 } }, "an experiment has either one workload or jobs"],
    [{ "jobs.0.placement": [0, 9] }, "jobs.0.placement.1: the machine has no such NPU: found 9"],
    [{ "jobs.0.workload.size": "many" }, "jobs.0.workload.size: not a size"],
    [{ "jobs.0.workload.colective": 1 }, "jobs.0.workload.colective"],
    [{ "jobs.0.grid": [3] }, "jobs.0.grid: the logical dimensions do not cover the NPUs: found [3]"],
    [{ "background.0.pattern": "neighbour" }, "background.0.pattern: unknown traffic pattern"],
    [{ "background.0.rate": "60GB/s" }, "background.0.rate: no NPU can send at this rate: found 60"],
    [{ "background.0.npus": [2, 2] }, "background.0.npus.1: the NPU is listed twice"],
    [{ "background.0.until": 0 }, "background.0.until: the end comes first"],
    [{ "jobs.0.system": { allReduceImplementation: "rings" } }, "rings"],
  ])("%j", (set, message) => {
    expect(problemsOf(set).join("\n")).toContain(message);
  });
});
