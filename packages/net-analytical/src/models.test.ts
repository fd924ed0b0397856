import {
  createRandom,
  createTopology,
  type DimensionInput,
  EventWheel,
  type Network,
  type NetworkBackend,
  type Topology,
  validateOptions,
} from "@astra-ts/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analytical, analyticalCongestion } from "./index.js";

interface Send {
  source: number;
  destination: number;
  bytes: number;
  /** When, ns. */
  at?: number;
}

function run<Options>(
  backend: NetworkBackend<Options>,
  options: object,
  topology: Topology,
  sends: readonly Send[],
) {
  const simulator = new EventWheel();
  const network: Network = backend.create(
    { simulator, topology, random: createRandom(1), warn: () => undefined },
    validateOptions(backend.options, options, "network", backend.name),
  );
  const arrivals: number[] = sends.map(() => Number.NaN);
  sends.forEach(({ source, destination, bytes, at = 0 }, index) => {
    simulator.schedule(at, () => {
      const message = { source, destination, bytes, tag: index, dimension: undefined, queue: 0 };
      network.send(message, () => {
        expect(arrivals[index]).toBeNaN();
        arrivals[index] = simulator.now;
      });
    });
  });
  while (simulator.step());
  return { arrivals, report: network.report() };
}

const unaware = (topology: Topology, sends: readonly Send[]) =>
  run(analytical, { rules: "astra-sim-2" }, topology, sends);
const aware = (topology: Topology, sends: readonly Send[]) => run(analyticalCongestion, {}, topology, sends);

/** 50 GB/s in the sense of ASTRA-sim's files. */
const bandwidth = (50 * 2 ** 30) / 1e9;
const line = (shape: string, npus: number, more: object = {}): DimensionInput => {
  return { shape, npus, bandwidth, latency: 500, ...more };
};
const mebibyte = 2 ** 20;
const one: Send[] = [{ source: 1, destination: 4, bytes: mebibyte }];

describe("the examples of ASTRA-sim 2.x's network library", () => {
  const cases: [string, number, number][] = [
    ["ring", 21_031, 60_093],
    ["fully-connected", 20_031, 20_031],
    ["switch", 20_531, 40_062],
  ];
  it.each(cases)("1 MiB from NPU 1 to 4 on a %s of 16", (shape, formula, queues) => {
    const topology = createTopology([line(shape, 16)]);
    expect(unaware(topology, one).arrivals).toEqual([formula]);
    expect(aware(topology, one).arrivals).toEqual([queues]);
  });

  it("1 MiB from every NPU to every other on a ring of 16", () => {
    const sends: Send[] = [];
    for (let source = 0; source < 16; source++)
      for (let destination = 0; destination < 16; destination++)
        if (source !== destination) sends.push({ source, destination, bytes: mebibyte });
    expect(Math.max(...aware(createTopology([line("ring", 16)]), sends).arrivals)).toBe(704_116);
  });
});

describe("the formula of ASTRA-sim 1.0", () => {
  const time = (dimensions: DimensionInput[], destination: number, bytes: number): number =>
    run(analytical, {}, createTopology(dimensions), [{ source: 0, destination, bytes }]).arrivals[0];

  it("pools the links of a ring and drops an odd one", () => {
    expect(time([line("ring", 8)], 1, 32768)).toBe(805);
    expect(time([line("ring", 8, { links: 3 })], 1, 32768)).toBe(805);
    expect(time([line("ring", 8)], 3, 32768)).toBe(1805);
    expect(time([line("switch", 8, { links: 2 })], 3, 32768)).toBe(1305);
    expect(time([line("fully-connected", 8, { links: 20 })], 3, 32768)).toBe(805);
  });

  it("charges the outermost differing dimension alone", () => {
    const dimensions = [line("ring", 4), line("switch", 2, { latency: 100 })];
    expect(time(dimensions, 2, 0)).toBe(1000);
    expect(time(dimensions, 6, 0)).toBe(200);
    expect(
      run(analytical, { rules: "astra-sim-2" }, createTopology(dimensions), [
        { source: 0, destination: 6, bytes: 0 },
      ]).arrivals,
    ).toEqual([1000]);
  });

  it("truncates after every term", () => {
    const terms = { latency: 0.7, nicLatency: 0.6, routerLatency: 0.9 };
    // Ring: 0, 0.93 -> 0, 1.2 -> 1, no router. Switch: 1.4 -> 1, 2.86 -> 2, 3.2 -> 3, 3.9 -> 3.
    expect(time([line("ring", 8, terms)], 1, 100)).toBe(1);
    expect(time([line("switch", 8, terms)], 1, 100)).toBe(3);
  });

  it("takes the memory term as a lower limit", () => {
    const memory = { latency: 500.3, bandwidth: 37, scale: 2.5 };
    expect(time([line("ring", 8, { memory })], 1, 0)).toBe(1250.75);
    expect(time([line("ring", 8, { memory: { ...memory, scale: 0 } })], 1, 0)).toBe(500);
  });

  it("stays exact past 32 bits", () => {
    expect(time([line("switch", 2, { bandwidth: 0.001 })], 1, 2 ** 33)).toBe(1000 + 2 ** 33 * 1000);
  });

  it("knows the price of the network", () => {
    const cost = (dimensions: DimensionInput[]) =>
      run(analytical, {}, createTopology(dimensions), []).report.cost;
    expect(cost([line("ring", 2)])).toBe(400);
    expect(cost([line("fully-connected", 4, { tier: "package" })])).toBe(6 * 4 * 50);
    expect(cost([line("switch", 4, { tier: "pod" })])).toBeCloseTo(4 * 50 * (7.4 + 23.7 + 47.8), 9);
    expect(cost([line("switch", 4, { tier: "tile" })])).toBeUndefined();
  });
});

describe("links that differ", () => {
  it("charges the route's own links", () => {
    const topology = createTopology([line("ring", 4)], {
      overrides: [
        { from: 0, to: 1, failed: true },
        { from: 3, to: 2, latency: 700, bandwidth: bandwidth / 2 },
      ],
    });
    const send = [{ source: 0, destination: 1, bytes: mebibyte }];
    expect(unaware(topology, send).arrivals).toEqual([Math.floor(1700 + (2 * mebibyte) / bandwidth)]);
    expect(aware(topology, send).arrivals).toEqual([20_031 + 39_762 + 20_031]);
  });
});

describe("links as queues", () => {
  it("reports bytes, busy time, queueing and the longest queue", () => {
    const sends = [1, 2, 3].map((source) => ({ source, destination: 0, bytes: mebibyte }));
    const { report, arrivals } = aware(createTopology([line("switch", 4)]), sends);
    expect(arrivals).toEqual([40_062, 59_593, 79_124]);
    expect(report.links?.[3]).toEqual({
      from: "switch 0",
      to: "npu 0",
      dimension: 0,
      bytes: 3 * mebibyte,
      messages: 3,
      busyTime: 3 * 19_531,
      queueingTime: 3 * 19_531,
      maxQueue: 2,
    });
    expect(report.attribution).toEqual({
      propagation: 3000,
      serialization: 6 * 19_531,
      queueing: 3 * 19_531,
    });
    expect(report.dimensions[0]).toMatchObject({ bytes: 6 * mebibyte, messages: 6, maxQueue: 2 });
    expect(report.bytes).toBe(3 * mebibyte);
    expect(report.counters).toEqual({
      linkCrossings: 6,
      linkBytes: 6 * mebibyte,
      linkBusyTime: 6 * 19_531,
      maxQueue: 2,
      usedLinks: 4,
      linksLeftOut: 0,
    });
    const { latency } = report;
    expect(latency).toMatchObject({ count: 3, mean: (40_062 + 59_593 + 79_124) / 3, max: 79_124 });
    const { upTo, counts } = latency?.histogram ?? expect.fail();
    expect(counts).toEqual([0, 1, 0, 1, 0, 1]);
    upTo
      .filter((_, bucket) => counts[bucket] > 0)
      .forEach((edge, index) => {
        expect(edge).toBeGreaterThanOrEqual(arrivals[index]);
        expect(edge).toBeLessThan(arrivals[index] * 1.14);
      });
  });

  it("keeps the busiest links where the report is bounded", () => {
    const topology = createTopology([line("switch", 4)]);
    const sends = [1, 2, 3].map((source) => ({ source, destination: 0, bytes: mebibyte }));
    const { report } = run(analyticalCongestion, { reportedLinks: 1 }, topology, sends);
    expect(report.links?.map(({ to }) => to)).toEqual(["npu 0"]);
    expect(report.counters.linksLeftOut).toBe(3);
  });
});

const anyLine = fc.oneof(
  fc
    .tuple(fc.constantFrom("ring", "fully-connected", "switch", "mesh"), fc.integer({ min: 2, max: 5 }))
    .map(([shape, npus]) => line(shape, npus)),
  fc.constantFrom(line("hypercube", 4), line("leaf-spine", 6, { leaves: 3, spines: 2 })),
);
const anyCase = fc.array(anyLine, { minLength: 1, maxLength: 2 }).chain((lines) => {
  const topology = createTopology(lines);
  const rank = fc.integer({ min: 0, max: topology.npus - 1 });
  const send = fc.record({
    source: rank,
    destination: rank,
    bytes: fc.integer({ min: 0, max: 200_000 }),
    at: fc.integer({ min: 0, max: 5000 }),
  });
  return fc.record({ topology: fc.constant(topology), sends: fc.array(send, { maxLength: 30 }) });
});

describe("properties over random topologies and messages", () => {
  it("every message arrives once; bytes are conserved on the way; latency is all accounted for", () => {
    fc.assert(
      fc.property(anyCase, ({ topology, sends }) => {
        const { arrivals, report } = aware(topology, sends);
        expect(arrivals.every((time) => time >= 0)).toBe(true);
        const crossed = sends.reduce(
          (sum, { source, destination, bytes }) =>
            sum + bytes * topology.graph().route(source, destination).length,
          0,
        );
        expect(report.links?.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(crossed);
        expect(report.bytes).toBe(sends.reduce((sum, { bytes }) => sum + bytes, 0));
        const { propagation, serialization, queueing } = report.attribution ?? expect.fail();
        const total = sends.reduce((sum, { at }, index) => sum + arrivals[index] - at, 0);
        expect(propagation + serialization + queueing).toBe(total);
        expect(report.latency?.max).toBe(Math.max(0, ...sends.map(({ at }, index) => arrivals[index] - at)));
      }),
    );
  });

  it("gives the same result twice", () => {
    fc.assert(
      fc.property(anyCase, ({ topology, sends }) => {
        expect(aware(topology, sends)).toEqual(aware(topology, sends));
        expect(unaware(topology, sends)).toEqual(unaware(topology, sends));
      }),
      { numRuns: 30 },
    );
  });

  it("with queues nothing is faster than by the formula", () => {
    fc.assert(
      fc.property(anyCase, ({ topology, sends }) => {
        const formula = unaware(topology, sends).arrivals;
        aware(topology, sends).arrivals.forEach((time, index) => {
          expect(time).toBeGreaterThanOrEqual(formula[index]);
        });
      }),
    );
  });

  it("with queues and formula agree where every message has a link to itself", () => {
    const spaced = fc.record({
      shape: fc.constantFrom("ring", "mesh", "fully-connected"),
      npus: fc.integer({ min: 3, max: 8 }),
      bytes: fc.array(fc.integer({ min: 0, max: 200_000 }), { minLength: 8, maxLength: 8 }),
    });
    fc.assert(
      fc.property(spaced, ({ shape, npus, bytes }) => {
        const sends = bytes.slice(0, npus - 1).map((size, source) => {
          return { source, destination: source + 1, bytes: size };
        });
        const topology = createTopology([line(shape, npus)]);
        expect(aware(topology, sends).arrivals).toEqual(unaware(topology, sends).arrivals);
      }),
    );
  });
});
