import { describe, expect, it } from "vitest";
import { axesOf, refuseTwoAxesOfOneField, withVary } from "./axes.js";
import { pointsOf } from "./points.js";

const experiment = {
  topology: [{ shape: "ring", npus: 4, bandwidth: "50GiB/s", latency: "500ns" }],
  workload: { collective: "all-reduce", size: "1MiB" },
};

const names = (axes: ReturnType<typeof axesOf>) =>
  axes.map(({ name, values }) => [name, values.map(({ label }) => label)]);

describe("axes of a sweep", () => {
  const axes = axesOf({
    grid: {
      "topology.0.npus": [4, 8],
      size: { fields: ["workload.size"], values: ["1MiB", "2MiB"] },
      kind: { cases: { Ring: { "topology.0.shape": "ring" }, Switch: { "topology.0.shape": "switch" } } },
      network: ["analytical", { backend: "packet", vcsPerVnet: 2 }],
    },
    list: [{ name: "slow", set: { "topology.0.latency": "1us", "topology.0.bandwidth": "1GB/s" } }],
  });

  it("have a label for each value, in the order written", () => {
    expect(names(axes)).toEqual([
      ["topology.0.npus", [4, 8]],
      ["size", ["1MiB", "2MiB"]],
      ["kind", ["Ring", "Switch"]],
      ["network", ["analytical", "packet"]],
      ["point", ["slow"]],
    ]);
  });

  it("tells values apart that share a name", () => {
    const forms = ["analytical", { backend: "packet" }, { backend: "packet", vcsPerVnet: 2 }];
    expect(names(axesOf({ grid: { network: forms, "workload.file": ["/a/x.txt", "/b/x.txt"] } }))).toEqual([
      ["network", ["analytical", "packet", "packet vcsPerVnet=2"]],
      ["workload.file", ["/a/x.txt", "/b/x.txt"]],
    ]);
  });

  it("--vary replaces values, chooses cases, or adds an axis", () => {
    const varied = ["size=4MiB", "kind=Switch", "system.preferredDatasetSplits=1,[2, 3],{a: 1}"].reduce(
      withVary,
      axes,
    );
    expect(names(varied)).toEqual([
      ["topology.0.npus", [4, 8]],
      ["size", ["4MiB"]],
      ["kind", ["Switch"]],
      ["network", ["analytical", "packet"]],
      ["point", ["slow"]],
      ["system.preferredDatasetSplits", [1, "[2,3]", '{"a":1}']],
    ]);
    expect(varied[1]?.values[0]?.changes).toEqual([
      { path: ["workload", "size"], value: "4MiB", from: "--vary" },
    ]);
    expect(() => withVary(axes, "kind=Torus")).toThrow('the axis "kind" has no such case');
    for (const wrong of ["size", "size=", "=4", "size=[4"]) {
      expect(() => withVary(axes, wrong), wrong).toThrow("--vary: not a list of values");
    }
  });
});

describe("two axes", () => {
  const check = (grid: NonNullable<Parameters<typeof axesOf>[0]["grid"]>) => () =>
    refuseTwoAxesOfOneField(axesOf({ grid }));

  it("must not set one field", () => {
    const npus = { fields: ["topology.0.npus"], values: [16, 32] };
    expect(check({ "topology.0.npus": [4], "NPUs of a node": npus })).toThrow(
      'two axes set the same field: "NPUs of a node" sets topology.0.npus, and "topology.0.npus" sets topology.0.npus',
    );
    expect(check({ "topology.0.npus": [4], machine: { cases: { a: { topology: [] } } } })).toThrow(
      '"machine" sets topology, and "topology.0.npus" sets topology.0.npus',
    );
  });

  it("may change a part of what an earlier one sets as a whole, and fields with like names", () => {
    expect(check({ machine: { cases: { a: { topology: [] } } }, "topology.0.npus": [4] })).not.toThrow();
    expect(check({ "topology.1": [1], "topology.10": [1] })).not.toThrow();
  });
});

describe("points of a sweep", () => {
  it("are every combination, the last axis running fastest, each once", () => {
    const points = pointsOf(
      experiment,
      axesOf({ grid: { "topology.0.npus": [4, 8], "workload.size": ["1MiB", 1_048_576, "2MiB"] } }),
    );
    expect(points.map(({ parameters }) => Object.values(parameters))).toEqual([
      [4, "1MiB"],
      [4, "2MiB"],
      [8, "1MiB"],
      [8, "2MiB"],
    ]);
    expect(new Set(points.map(({ id }) => id)).size).toBe(4);
  });

  it("without an axis are the experiment itself", () => {
    expect(pointsOf(experiment, [])).toHaveLength(1);
  });

  it("are known by what they mean, not by how it is written", () => {
    const idOf = (raw: Record<string, unknown>) => pointsOf(raw, [])[0]?.id;
    const id = idOf(experiment);
    expect(idOf({ name: "Other", description: "words", networks: ["analytical"], ...experiment })).toBe(id);
    expect(idOf({ ...experiment, workload: { size: 2 ** 20, collective: "all-reduce" } })).toBe(id);
    expect(idOf({ ...experiment, workload: { size: 2 ** 20 + 1, collective: "all-reduce" } })).not.toBe(id);
    expect(idOf({ ...experiment, network: "packet" })).not.toBe(id);
    expect(idOf({ ...experiment, seed: 2 })).not.toBe(id);
  });

  it("whose path leads nowhere are refused at once", () => {
    expect(() => pointsOf(experiment, axesOf({ grid: { "topology.3.npus": [4] } }))).toThrow("topology.3");
  });
});
