import { describe, expect, it } from "vitest";
import { MersenneTwister64 } from "./mersenne-twister.js";
import { destinationOf, trafficPatterns } from "./patterns.js";
import { replayGarnet } from "./replay.js";
import { loadSweepSteps, sweepLoad } from "./sweep.js";
import { syntheticTraffic } from "./synthetic.js";

describe("Mersenne twister", () => {
  it("gives the number that the C++ standard prescribes", () => {
    // [rand.predef]: the 10000th number of a default std::mt19937_64 is 9981545732273789042; its upper 16 bits are drawn here.
    const random = new MersenneTwister64();
    let drawn = 0;
    for (let index = 0; index < 10_000; index++) drawn = random.below(65_536);
    expect(drawn).toBe(Number(9_981_545_732_273_789_042n >> 48n));
  });

  it("stays within its bounds and reaches all of them", () => {
    const random = new MersenneTwister64(42);
    const seen = new Set<number>();
    for (let index = 0; index < 500; index++) seen.add(random.below(10));
    expect([...seen].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});

describe("patterns", () => {
  const never = (): number => 0;
  it.each([
    ["tornado", 8, 9, 12],
    ["tornado", 4, 5, 6],
    ["bit_complement", 4, 1, 14],
    ["bit_reverse", 4, 1, 8],
    ["bit_rotation", 4, 3, 9],
    ["neighbor", 4, 7, 4],
    ["shuffle", 4, 9, 3],
    ["transpose", 4, 1, 4],
    ["hotspot", 4, 5, 0],
  ] as const)("%s on side %d sends %d to %d", (pattern, side, source, destination) => {
    expect(destinationOf(pattern, source, side * side, never)).toBe(destination);
  });

  it("name nodes only", () => {
    for (const pattern of trafficPatterns)
      for (const nodes of [4, 16, 64])
        for (let source = 0; source < nodes; source++) {
          const destination = destinationOf(pattern, source, nodes, (bound) => bound - 1);
          expect(destination).toBeGreaterThanOrEqual(0);
          expect(destination).toBeLessThan(nodes);
        }
  });
});

describe("synthetic traffic", () => {
  const mesh = { numCpus: 16, meshRows: 4, injVnet: 0, injectionRate: 0.2 };

  it("agrees with the replay of gem5's generator within 1 % below saturation", () => {
    const replayed = replayGarnet({ ...mesh, simCycles: 10_000 });
    const measured = syntheticTraffic({ ...mesh, measureCycles: 10_000 });
    expect(measured.averagePacketLatency / replayed.averagePacketLatency).toBeCloseTo(1, 2);
    expect(measured.acceptedFlits).toBeCloseTo(0.2, 2);
    expect(measured.drained).toBe(true);
  });

  it("is the same for the same seed and another for another", () => {
    const run = (seed: number) => syntheticTraffic({ ...mesh, measureCycles: 500, seed });
    expect(run(3)).toEqual(run(3));
    expect(run(3).packetsReceived).not.toBe(run(4).packetsReceived);
  });

  it("finds the saturation of a mesh", () => {
    const { points, saturationRate, saturationThroughput } = sweepLoad({
      ...mesh,
      step: 0.1,
      warmupCycles: 300,
      measureCycles: 1500,
    });
    expect(points[0]!.averagePacketLatency).toBeLessThan(points[points.length - 1]!.averagePacketLatency);
    expect(saturationRate).toBeGreaterThan(0.5);
    expect(saturationRate).toBeLessThan(0.8);
    expect(saturationThroughput).toBeGreaterThan(0.55);
  });

  it("finds the same saturation whatever rates are tried", () => {
    const found = [[0.9], [0.02, 0.3, 0.95], [0.55, 0.6, 0.65, 0.7, 0.75, 0.8]].map((rates) => {
      const sweep = sweepLoad({ ...mesh, rates, warmupCycles: 300, measureCycles: 1500 });
      return [sweep.zeroLoadLatency, sweep.saturationRate!] as const;
    });
    const [[latency, rate]] = found as [(typeof found)[0]];
    for (const [otherLatency, otherRate] of found) {
      expect(otherLatency).toBe(latency);
      expect(Math.abs(otherRate / rate - 1)).toBeLessThanOrEqual(0.04);
    }
  });

  it("says nothing of saturation beyond the rates tried", () => {
    expect(sweepLoad({ ...mesh, rates: [0.05], measureCycles: 500 }).saturationRate).toBeNull();
  });

  it.each([
    [{ numCpus: 16, meshRows: 5 }, /mesh-rows: a mesh of 16 routers needs a number of rows that divides it/],
    [{ numCpus: 16, meshRows: 4, synthetic: "tornadoo" }, /unknown traffic pattern/],
    [{ numCpus: 16, topology: "Mash", meshRows: 4 }, /unknown topology/],
    [{ numCpus: 16, meshRows: 4, injectionRate: 2 }, /injectionrate/],
    [{ numCpus: 16, meshRows: 4, injVnet: 3 }, /inj-vnet/],
    [{ numCpus: 16, numDirs: 8, meshRows: 4 }, /num-dirs/],
    [
      { numCpus: 8, meshRows: 2, synthetic: "bit_complement" },
      /bit_complement would send from node 4 to node -1/,
    ],
    [{ numCpus: 16, topology: "Crossbar", routingAlgorithm: 1 }, /routing-algorithm/],
  ])("refuses %o", (options, message) => {
    expect(() => syntheticTraffic(options)).toThrow(message);
  });
});

describe("rings and meshes of the backend", () => {
  const options = { numCpus: 16, injVnet: 0, injectionRate: 0.05, measureCycles: 2000, warmupCycles: 200 };
  const hops = (topology: string) => syntheticTraffic({ ...options, topology }).averageHops;

  it("have the mean distance of their shape to a random other node", () => {
    // Over all 16 destinations, the own one included: ring of 16: 4; torus of 4 x 4: 1 + 1; mesh of 4 x 4: 1.25 + 1.25.
    expect(hops("Ring")).toBeCloseTo(4, 0);
    expect(hops("Torus")).toBeCloseTo(2, 0);
    expect(hops("Mesh")).toBeCloseTo(2.5, 0);
    expect(Math.abs(hops("Mesh") / hops("Mesh_XY") - 1)).toBeLessThan(0.05);
    expect(hops("Torus_adaptive")).toBeCloseTo(hops("Torus"), 1);
  });

  it("take an interrupted sweep point by point, with the same points as a whole one", () => {
    const sweep = { ...options, topology: "Torus", rates: [0.1, 0.2], measureCycles: 300 };
    const steps = loadSweepSteps(sweep);
    const first = steps.next().value;
    expect(first).toEqual(sweepLoad(sweep).points[0]);
  });

  it.each([
    [{ topology: "Torus", vcsPerVnet: 1 }, /vcsPerVnet/],
    [{ topology: "Torus", meshRows: 5 }, /mesh-rows/],
    [{ topology: "Ring", buffersPerDataVc: 4 }, /buffers-per-data-vc/],
    [{ topology: "Ring", routingAlgorithm: 1 }, /routing-algorithm/],
  ])("refuse %o", (more, message) => {
    expect(() => syntheticTraffic({ ...options, ...more })).toThrow(message);
  });
});

it("makes a mesh as near to a square as its nodes allow", () => {
  const options = { injVnet: 0, measureCycles: 200, warmupCycles: 50 };
  const hops = (more: object) => syntheticTraffic({ ...options, ...more }).averageHops;
  expect(hops({ numCpus: 64 })).toBe(hops({ numCpus: 64, meshRows: 8 }));
  expect(hops({ numCpus: 8 })).toBe(hops({ numCpus: 8, meshRows: 2 }));
});
