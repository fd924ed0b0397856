import {
  createGraphTopology,
  createRandom,
  createTopology,
  type DimensionInput,
  EventWheel,
  type Network,
  type Random,
  type Topology,
  validateOptions,
} from "@astra-ts/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analytical, flow, flowOptions } from "../src/index.js";
import { type FluidMessage, fluidArrivals } from "./support/fluid.js";

const backends = { flow, analytical };

/** Sends the messages through a new network and runs it to its end. */
function run(
  name: keyof typeof backends,
  options: object,
  topology: Topology,
  messages: readonly FluidMessage[],
) {
  const simulator = new EventWheel();
  const context = { simulator, topology, random: createRandom(1), warn: () => undefined };
  const backend = backends[name];
  const checked = validateOptions(backend.options as typeof flow.options, options, "network", name);
  const network: Network = (backend as typeof flow).create(context, checked);
  const arrivals = messages.map(() => Number.NaN);
  const order: number[] = [];
  messages.forEach(({ source, destination, bytes, at }, index) => {
    simulator.schedule(at, () => {
      const message = { source, destination, bytes, tag: index, dimension: undefined, queue: 0 };
      network.send(message, () => {
        expect(arrivals[index]).toBeNaN();
        arrivals[index] = simulator.now;
        order.push(index);
      });
    });
  });
  while (simulator.step());
  return { arrivals, order, report: network.report(), end: simulator.now };
}

/** 50 bytes/ns and 500 ns a link. */
const line = (shape: string, npus: number, more: object = {}): DimensionInput => {
  return { shape, npus, bandwidth: 50, latency: 500, ...more };
};
const message = (source: number, destination: number, bytes: number, at = 0): FluidMessage => {
  return { source, destination, bytes, at };
};
const arrivals = (messages: readonly FluidMessage[], options: object = {}, shape = line("switch", 8)) =>
  run("flow", options, createTopology([shape]), messages).arrivals;

describe("flows over a switch", () => {
  it("share a port alike, and the rest takes what is left", () => {
    // 1 and 2 share the way to 0: 25 each. 1 to 3 has what 1's own port leaves it: 25.
    const sends = [message(1, 0, 50_000), message(2, 0, 100_000), message(1, 3, 75_000)];
    expect(arrivals(sends)).toEqual([
      3000,
      // 50,000 bytes by 3000 ns, then alone.
      4000,
      // 50,000 bytes by 3000 ns, then alone.
      3500,
    ]);
  });

  it("wait for their latency before they load links, or load them at once", () => {
    const sends = [message(1, 0, 50_000), message(2, 0, 50_000, 1000)];
    // The second starts at 2000, when the first is done.
    expect(arrivals(sends)).toEqual([2000, 3000]);
    expect(arrivals(sends, { startLatency: "pipelined" })).toEqual([2000, 3000]);
    const near = [message(1, 0, 50_000), message(2, 0, 50_000, 500)];
    // 500 ns alone, then both at half the rate, then the second alone.
    expect(arrivals(near, { startLatency: "pipelined" })).toEqual([2500, 3000]);
  });

  it("are weighted by 1 / latency where asked for", () => {
    const topology = createGraphTopology({
      nodes: ["a", "b", "c", "d"].map((name) => ({ name, kind: "npu" as const })),
      links: [
        { from: "a", to: "c", bandwidth: 100, latency: 0 },
        { from: "b", to: "c", bandwidth: 100, latency: 2000 },
        { from: "c", to: "d", bandwidth: 60, latency: 1000 },
      ],
    });
    const sends = [message(0, 3, 160_000), message(1, 3, 60_000)];
    const { arrivals } = run("flow", { sharing: "latency-weighted" }, topology, sends);
    // The first starts at 1000 ns, alone; from 3000 ns on they have 45 and 15 bytes/ns, as their latencies are 1000 and 3000 ns.
    const first = 3000 + 40_000 / 45;
    const second = first + (60_000 - 15 * (first - 3000)) / 60;
    expect(arrivals).toEqual([first, second].map((time) => expect.closeTo(time, 6)));
    expect(run("flow", {}, topology, sends).arrivals).toEqual(
      [3000 + 40_000 / 30, 3000 + 40_000 / 30 + 20_000 / 60].map((time) => expect.closeTo(time, 6)),
    );
  });

  it("have at most a window in a round trip", () => {
    // 20,000 bytes in 2 x 1000 ns.
    expect(arrivals([message(1, 0, 50_000)], { window: 20_000 })).toEqual([6000]);
    expect(arrivals([message(1, 0, 50_000)], { window: 200_000 })).toEqual([2000]);
  });

  it("leave a part of the wire to headers, and of the way back to acknowledgements", () => {
    expect(arrivals([message(1, 0, 50_000)], { efficiency: 0.8 })).toEqual([2250]);
    const both = [message(1, 0, 50_000), message(0, 1, 50_000)];
    expect(arrivals(both)).toEqual([2000, 2000]);
    expect(arrivals(both, { acknowledgements: 0.25 })).toEqual([2250, 2250]);
  });

  it("arrive in the order sent where they arrive together, and at once where there is nothing to move", () => {
    const sends = [message(5, 0, 1000), message(3, 1, 1000), message(4, 2, 1000), message(6, 7, 0)];
    const { order, arrivals } = run("flow", {}, createTopology([line("switch", 8)]), sends);
    expect(order).toEqual([3, 0, 1, 2]);
    expect(arrivals).toEqual([1020, 1020, 1020, 1000]);
  });
});

describe("the report of flow", () => {
  const topology = createTopology([line("switch", 4)]);
  const { report, end } = run("flow", {}, topology, [
    message(1, 0, 50_000),
    message(2, 0, 50_000),
    message(3, 0, 25_000),
  ]);

  it("has bytes, busy time, delay, company and load over time of each link", () => {
    // From 1000 ns on a third each; the third message ends at 2500, the others at 3500.
    expect(end).toBe(3500);
    const port = report.links?.find(({ to }) => to === "npu 0");
    expect(port).toMatchObject({ bytes: 125_000, messages: 3, busyTime: 2500, maxQueue: 2 });
    expect(port?.queueingTime).toBeCloseTo(2 * 1500 + 1000, 9);
    const { window, utilization } = port?.activity ?? expect.fail();
    expect(window).toBe(32);
    utilization.forEach((share, index) => {
      const from = index * window;
      const until = Math.min(end, from + window);
      expect(share).toBeCloseTo(Math.max(0, until - Math.max(1000, from)) / (until - from), 9);
    });
    expect(report.dimensions[0].activity?.utilization.at(-1)).toBeCloseTo(1 / 8 + 1 / 8, 9);
  });

  it("tells where message time went", () => {
    expect(report.attribution).toEqual({
      propagation: 3000,
      serialization: 2500,
      queueing: expect.closeTo(4000, 9),
    });
    expect(report.latency).toMatchObject({ count: 3, mean: (3500 + 3500 + 2500) / 3, max: 3500 });
  });
});

describe("flow on large machines", () => {
  it("forgets idle pairs of NPUs without losing what they carried", () => {
    const npus = 400;
    const simulator = new EventWheel();
    const topology = createTopology([line("switch", npus)]);
    const context = { simulator, topology, random: createRandom(1), warn: () => undefined };
    const network = flow.create(context, flowOptions.parse({}));
    let delivered = 0;
    const next = (source: number, distance: number): void => {
      if (distance === npus) return;
      const destination = (source + distance) % npus;
      network.send({ source, destination, bytes: 1000, tag: 0, dimension: undefined, queue: 0 }, () => {
        delivered++;
        next(source, distance + 1);
      });
    };
    for (let source = 0; source < npus; source++) next(source, 1);
    while (simulator.step());
    expect(delivered).toBe(npus * (npus - 1));
    const { links = [] } = network.report();
    expect(links.length).toBe(2 * npus);
    expect(new Set(links.map(({ bytes }) => bytes))).toEqual(new Set([1000 * (npus - 1)]));
  });

  it("refuses a message that would take longer than can be told", () => {
    const slow = createTopology([line("switch", 2, { bandwidth: 1e-9 })]);
    expect(() => run("flow", {}, slow, [message(0, 1, 2 ** 40)])).toThrow(
      expect.objectContaining({ code: "TOO_LARGE" }),
    );
  });
});

/** A connected graph of NPUs and switches with links of unlike bandwidth and latency, some of them side by side. */
function anyMachine(random: Random): Topology {
  const npus = 2 + random.integer(6);
  const nodes = Array.from({ length: npus + random.integer(4) }, (_, id) => {
    return { name: `${id}`, kind: id < npus ? ("npu" as const) : ("switch" as const) };
  });
  const between = (from: number, to: number) => ({
    from: `${from}`,
    to: `${to}`,
    bandwidth: [1, 12.5, 25, 50, 50, 100][random.integer(6)],
    latency: [0, 300, 500, 500, 700.5, 2000][random.integer(6)],
  });
  const tree = nodes.slice(1).map((_, index) => between(random.integer(index + 1), index + 1));
  const more = Array.from({ length: random.integer(6) }, () => {
    const from = random.integer(nodes.length);
    return between(from, (from + 1 + random.integer(nodes.length - 1)) % nodes.length);
  });
  return createGraphTopology({ nodes, links: [...tree, ...more] });
}

describe("properties of flow", () => {
  it("arrivals are those of the plainest fluid simulation, on 500 random machines", () => {
    for (let seed = 1; seed <= 500; seed++) {
      const random = createRandom(seed);
      const topology = anyMachine(random);
      const rules = {
        isWeighted: random.integer(2) === 0,
        isPipelined: random.integer(2) === 0,
        window: random.integer(3) === 0 ? 1000 + random.integer(30_000) : Number.POSITIVE_INFINITY,
        acknowledgements: [0, 0, 0.05][random.integer(3)],
        efficiency: [1, 0.9][random.integer(2)],
      };
      const messages = Array.from({ length: 1 + random.integer(12) }, () => {
        const bytes = [0, 1, 1000, 65_536, 100_000][random.integer(5)];
        const at = [0, 0, random.integer(3000)][random.integer(3)];
        return message(random.integer(topology.npus), random.integer(topology.npus), bytes, at);
      });
      const { isWeighted, isPipelined, window, ...others } = rules;
      const options = {
        sharing: isWeighted ? "latency-weighted" : "max-min",
        startLatency: isPipelined ? "pipelined" : "before",
        ...(window === Number.POSITIVE_INFINITY ? {} : { window }),
        ...others,
      };
      const expected = fluidArrivals(topology, messages, rules);
      run("flow", options, topology, messages).arrivals.forEach((arrival, index) => {
        if (!(Math.abs(arrival - expected[index]) <= 1e-9 * expected[index] + 1e-5))
          expect.fail(`seed ${seed}, message ${index}: ${arrival}, not ${expected[index]}`);
      });
    }
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
  const anyOptions = fc.record({
    sharing: fc.constantFrom("max-min", "latency-weighted"),
    startLatency: fc.constantFrom("before", "pipelined"),
    rounding: fc.constantFrom("none", "down"),
  });

  it("no message is faster than its route allows, and nothing is lost on the way", () => {
    fc.assert(
      fc.property(anyCase, anyOptions, ({ topology, sends }, options) => {
        const { arrivals, report, end } = run("flow", options, topology, sends);
        const { table, ...graph } = topology.graph();
        let crossed = 0;
        sends.forEach(({ source, destination, bytes, at }, index) => {
          const route = graph.route(source, destination);
          const latency = route.reduce((sum, link) => sum + table.latency[link], 0);
          const slowest = Math.min(...route.map((link) => table.bandwidth[link]));
          crossed += bytes * route.length;
          // SimGrid's rule, like whole ns, may start or end a flow up to 1 ns early.
          const least = latency + (route.length === 0 ? 0 : bytes / slowest);
          const slack = options.rounding === "down" || options.sharing === "latency-weighted" ? 2 : 1e-5;
          expect(arrivals[index] - at).toBeGreaterThanOrEqual(least - slack);
        });
        expect(report.links?.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(crossed);
        for (const { busyTime, bytes } of report.links ?? []) {
          expect(busyTime).toBeLessThanOrEqual(end + 1e-5);
          if (options.rounding === "none") expect(busyTime).toBeCloseTo(bytes / 50, 2);
        }
        const { propagation, serialization, queueing } = report.attribution ?? expect.fail();
        const total = sends.reduce((sum, { at }, index) => sum + arrivals[index] - at, 0);
        if (options.rounding === "none" && options.sharing === "max-min")
          expect(propagation + serialization + queueing).toBeCloseTo(total, 2);
      }),
    );
  });

  it("in whole ns it is the formula of ASTRA-sim 2.x where no link is shared", () => {
    const alone = fc.record({
      shape: fc.constantFrom("ring", "mesh", "fully-connected", "switch"),
      npus: fc.integer({ min: 3, max: 8 }),
      bytes: fc.array(fc.integer({ min: 0, max: 200_000 }), { minLength: 8, maxLength: 8 }),
      startLatency: fc.constantFrom("before", "pipelined"),
    });
    fc.assert(
      fc.property(alone, ({ shape, npus, bytes, startLatency }) => {
        const sends = bytes.slice(0, npus - 1).map((size, source) => message(source, source + 1, size));
        const topology = createTopology([line(shape, npus)]);
        const formula = run("analytical", { rules: "astra-sim-2" }, topology, sends).arrivals;
        expect(run("flow", { rounding: "down", startLatency }, topology, sends).arrivals).toEqual(formula);
        const exact = run("flow", { startLatency }, topology, sends).arrivals;
        expect(exact.map((time) => Math.floor(time + 1e-6))).toEqual(formula);
      }),
    );
  });

  it("gives the same result twice", () => {
    fc.assert(
      fc.property(anyCase, anyOptions, ({ topology, sends }, options) => {
        expect(run("flow", options, topology, sends)).toEqual(run("flow", options, topology, sends));
      }),
      { numRuns: 30 },
    );
  });
});
