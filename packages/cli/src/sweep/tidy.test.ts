import { describe, expect, it } from "vitest";
import { axesOf } from "./axes.js";
import type { SweepRecord } from "./record.js";
import { sweepOfRecords, tidySweep } from "./tidy.js";

const grid = axesOf({
  grid: {
    "workload.size": ["1MiB", "4MB"],
    "topology.0.bandwidth": ["50GiB/s", 25],
    "topology.0.latency": [100, 200],
    "topology.0.npus": [4, 8],
    network: ["analytical", "packet"],
    "system.boostMode": [true, false],
  },
});

describe("tidySweep", () => {
  it("gives quantities as numbers in the unit of their column", () => {
    const record: SweepRecord = {
      id: "0",
      version: "1",
      status: "ok",
      warnings: [],
      parameters: {
        "workload.size": "4MB",
        "topology.0.bandwidth": "50GiB/s",
        "topology.0.latency": 100,
        "topology.0.npus": 8,
        network: "packet",
        "system.boostMode": true,
      },
      measures: { total_ns: 5 },
    };
    const { parameters, rows } = tidySweep("sweep", grid, [record]);
    expect(parameters.map(({ key, unit }) => [key, unit])).toEqual([
      ["workload_size_bytes", "B"],
      ["topology_0_bandwidth_bytes_per_ns", "B/ns"],
      ["topology_0_latency_ns", "ns"],
      ["topology_0_npus", "count"],
      ["network", "text"],
      ["system_boostMode", "text"],
    ]);
    expect(rows).toEqual([
      {
        workload_size_bytes: 4_000_000,
        topology_0_bandwidth_bytes_per_ns: (50 * 2 ** 30) / 1e9,
        topology_0_latency_ns: 100,
        topology_0_npus: 8,
        network: "packet",
        system_boostMode: "true",
        total_ns: 5,
      },
    ]);
  });

  it("keeps a failed point as a row without measures", () => {
    const failed: SweepRecord = {
      id: "1",
      version: "1",
      status: "failed",
      parameters: { network: "packet" },
      error: { code: "UNSUPPORTED", message: "no" },
    };
    expect(tidySweep("sweep", grid, [failed]).rows[0]).toMatchObject({
      network: "packet",
      workload_size_bytes: null,
    });
  });
});

describe("sweepOfRecords", () => {
  it("knows the units of parameters by the fields that the file says, or by their names", () => {
    const record: SweepRecord = {
      id: "0",
      version: "1",
      status: "ok",
      warnings: [],
      parameters: { "how large": 4096, kind: "a" },
      measures: { total_ns: 5 },
    };
    const header = { name: "sweep", parameters: ["how large", "kind"] };
    const keysOf = (fields?: readonly (string | null)[]) =>
      sweepOfRecords({ ...header, fields }, [record], "f").parameters.map(({ key }) => key);
    expect(keysOf(["workload.size", null])).toEqual(["how_large_bytes", "kind"]);
    expect(keysOf()).toEqual(["how_large", "kind"]);
  });
});
