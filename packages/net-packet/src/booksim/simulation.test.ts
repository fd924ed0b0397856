import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allocatorKinds } from "./allocators/create.js";
import { readBookSimConfiguration } from "./configuration/read.js";
import { bookSimCurve } from "./curve.js";
import { bookSimTraffic } from "./simulation.js";

const networks: readonly Readonly<Record<string, string | number>>[] = [
  { topology: "mesh", routing_function: "dor", k: 3, n: 2 },
  { topology: "mesh", routing_function: "valiant", k: 3, n: 2 },
  { topology: "torus", routing_function: "dim_order", k: 4, n: 2 },
  { topology: "torus", routing_function: "min_adapt", k: 3, n: 2 },
  { topology: "fly", routing_function: "dest_tag", k: 2, n: 3 },
  { topology: "fattree", routing_function: "anca", k: 2, n: 3 },
  { topology: "qtree", routing_function: "nca", k: 2, n: 3 },
  { topology: "cmesh", routing_function: "xy_yx", k: 4, n: 2, c: 4 },
  { topology: "flatfly", routing_function: "ugal", k: 3, n: 2, c: 4, x: 3, y: 3, xr: 2, yr: 2 },
];

describe("BookSim's routers", () => {
  it("deliver every packet below saturation, whatever network, pipeline and allocators", () => {
    const anyRun = fc.record({
      network: fc.constantFrom(...networks),
      num_vcs: fc.constantFrom(4, 6),
      vc_buf_size: fc.integer({ min: 2, max: 8 }),
      packet_size: fc.integer({ min: 1, max: 4 }),
      vc_allocator: fc.constantFrom(...allocatorKinds),
      sw_allocator: fc.constantFrom(...allocatorKinds),
      routing_delay: fc.integer({ min: 0, max: 3 }),
      vc_alloc_delay: fc.integer({ min: 1, max: 2 }),
      st_final_delay: fc.integer({ min: 1, max: 3 }),
      credit_delay: fc.integer({ min: 0, max: 3 }),
      input_speedup: fc.integer({ min: 1, max: 2 }),
      output_speedup: fc.integer({ min: 1, max: 2 }),
      internal_speedup: fc.constantFrom(1, 1.5, 2),
      hold_switch_for_packet: fc.integer({ min: 0, max: 1 }),
      wait_for_tail_credit: fc.integer({ min: 0, max: 1 }),
      priority: fc.constantFrom("none", "age", "network_age", "local_age", "queue_length", "hop_count"),
      seed: fc.integer({ min: 0, max: 1000 }),
    });
    fc.assert(
      fc.property(anyRun, ({ network, ...rest }) => {
        const parameters = { ...network, ...rest, injection_rate: 0.01, sample_period: 150 };
        const result = bookSimTraffic(parameters);
        expect(result.status).toBe("ok");
        // Three stages at least in each router, and the wires.
        expect(result.packetLatency.min ?? 7).toBeGreaterThanOrEqual(5 + rest.packet_size - 1);
        expect(result.networkLatency.avg ?? 0).toBeLessThanOrEqual(result.packetLatency.avg ?? 0);
      }),
      { numRuns: 10 },
    );
  });

  it("do the same for the same configuration, and other draws for another seed", () => {
    const parameters = { topology: "mesh", routing_function: "romm", k: 3, num_vcs: 2, sample_period: 200 };
    const result = bookSimTraffic(parameters);
    expect(bookSimTraffic(parameters)).toEqual(result);
    expect(bookSimTraffic({ ...parameters, seed: 1 })).not.toEqual(result);
  });

  it("say that a network is unstable, and stop where it is deadlocked", () => {
    const small = { topology: "mesh", routing_function: "dor", k: 4, num_vcs: 2, sample_period: 300 };
    const overloaded = bookSimTraffic({ ...small, injection_rate: 0.9, latency_thres: 100 });
    expect(overloaded.status).toBe("unstable");
    const torus = { topology: "torus", routing_function: "min_adapt", k: 4, num_vcs: 4, sample_period: 300 };
    const full = bookSimTraffic({
      ...torus,
      injection_rate: 1,
      sim_type: "throughput",
      traffic: "transpose",
    });
    expect(["ok", "deadlocked"]).toContain(full.status);
  });

  it("give a curve as far as the first rate that is unstable", () => {
    const configuration = readBookSimConfiguration(
      "topology = mesh; routing_function = dor; k = 2; n = 1; num_vcs = 1; sample_period = 200; latency_thres = 60;",
    );
    const points = [...bookSimCurve(configuration)];
    expect(points.length).toBeGreaterThan(3);
    expect(points.at(-1)!.result.status).toBe("unstable");
    expect(points.slice(0, -1).every(({ result }) => result.status === "ok")).toBe(true);
  });
});
