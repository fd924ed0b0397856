import { createTopology, isAstraError } from "@astra-ts/core";
import { describe, expect, it } from "vitest";
import { readNetwork1, readNetworkJson } from "./astra-sim-1.js";
import { readNetwork2 } from "./astra-sim-2.js";
import { networkFileRules } from "./network-file.js";

const file1 = {
  "topology-name": "Hierarchical",
  "dimensions-count": 2,
  "topologies-per-dim": ["Ring", "FullyConnected"],
  "dimension-type": ["Package", "P"],
  "units-count": [2, 8],
  "links-count": [3, 20],
  "link-latency": [500, 0.5],
  "link-bandwidth": [50, 25],
};
const file2 = {
  topology: ["Ring", "Switch"],
  npus_count: [2, 8],
  bandwidth: [50, 25.5],
  latency: [500, 0.5],
};

function problem(read: () => unknown) {
  try {
    read();
  } catch (error) {
    if (isAstraError(error)) return { code: error.code, message: error.message, hint: error.hint };
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("ASTRA-sim 1.0 network files", () => {
  it("reads dimensions and says what is not used", () => {
    const { dimensions, warnings, rules } = readNetwork1(file1);
    expect(rules).toBe("astra-sim-1");
    expect(dimensions[0]).toEqual({
      shape: "ring",
      npus: 2,
      links: 3,
      latency: 500,
      bandwidth: 53.6870912,
      nicLatency: 0,
      routerLatency: 0,
      tier: "package",
    });
    expect(dimensions[1].tier).toBe("node");
    expect(warnings).toEqual([
      "links-count.0: a ring uses links in pairs; one of 3 is not used",
      "links-count.1: a fully connected dimension uses links in multiples of 7; 6 of 20 are not used",
    ]);
    expect(createTopology(dimensions).npus).toBe(16);
  });

  it("keeps the memory term where its factor is not 0", () => {
    const memory = { "hbm-latency": [500, 500], "hbm-bandwidth": [37, 55], "hbm-scale": [0, 1.5] };
    const { dimensions } = readNetwork1({ ...file1, ...memory });
    expect(dimensions.map((dimension) => dimension.memory)).toEqual([
      undefined,
      { latency: 500, bandwidth: 55, scale: 1.5 },
    ]);
  });

  const wrong: [object, string, string][] = [
    [
      { "link-bandwith": [1] },
      "UNKNOWN_KEY",
      "link-bandwith: nothing in an ASTRA-sim 1.0 network file has this key",
    ],
    [
      { "topologies-per-dim": ["Ring", "Torus"] },
      "UNKNOWN_NAME",
      'topologies-per-dim.1: unknown shape: found "Torus"',
    ],
    [
      { "topology-name": "Torus" },
      "UNKNOWN_NAME",
      'topology-name: unknown topology: found "Torus", expected Hierarchical',
    ],
    [{ "units-count": [2] }, "LENGTH_MISMATCH", "units-count: the list has 1 entries for 2 dimensions"],
    [{ "units-count": 2 }, "INVALID_VALUE", "units-count: this must be a list"],
    [{ "units-count": [2, 0] }, "INVALID_VALUE", "units-count.1: this must be a count: found 0"],
    [{ "units-count": undefined }, "MISSING_VALUE", "units-count: this key is missing"],
    [{ "link-bandwidth": [50, 0] }, "INVALID_VALUE", "link-bandwidth.1: this must be above 0: found 0"],
    [{ "link-bandwidth": [-50, 1] }, "INVALID_VALUE", "link-bandwidth.0: this must be above 0: found -50"],
    [{ "link-latency": [-1, 1] }, "INVALID_VALUE", "link-latency.0: this must not be below 0"],
    [
      { "links-count": [1, 7] },
      "INVALID_VALUE",
      "links-count.0: a ring needs a link in each direction: found 1",
    ],
    [{ "links-count": [2, 6] }, "INVALID_VALUE", "links-count.1: too few links to reach every peer: found 6"],
    [{ "dimensions-count": "two" }, "INVALID_VALUE", 'dimensions-count: this must be a count: found "two"'],
  ];
  it.each(wrong)("%j", (change, code, message) => {
    const found = problem(() => readNetwork1({ ...file1, ...change }));
    expect(found.code).toBe(code);
    expect(found.message).toContain(message);
  });

  it("know the earlier name of a shape, and tell the later ones of keys", () => {
    const shapes = readNetwork1({ ...file1, "topologies-per-dim": ["Ring", "AllToAll"] });
    expect(shapes).toEqual(readNetwork1(file1));
    const hint = (key: string) => problem(() => readNetwork1({ ...file1, [key]: 1 })).hint;
    expect(hint("dims-count")).toContain("dimensions-count");
    expect(hint("packages-counts")).toContain("units-count");
    expect(hint("use-fast-version")).toContain("leave it out");
  });

  it("suggests the key that was meant", () => {
    expect(problem(() => readNetwork1({ "link-bandwith": [] })).hint).toBe('Did you mean "link-bandwidth"?');
  });

  it("names file and line", () => {
    const text = JSON.stringify({ ...file1, "link-latency": [1, -2] }, null, 2);
    expect(problem(() => readNetworkJson(text, "net.json")).message).toMatch(
      /^net\.json:\d+: link-latency\.1: /,
    );
    expect(problem(() => readNetworkJson('{\n"a": 1,\n}', "net.json"))).toMatchObject({
      code: "FILE_SYNTAX",
    });
    expect(readNetworkJson(JSON.stringify(file1), "net.json").dimensions).toHaveLength(2);
  });
});

describe("ASTRA-sim 2.x network files", () => {
  it("reads dimensions", () => {
    const { dimensions, rules } = readNetwork2(file2);
    expect(rules).toBe("astra-sim-2");
    expect(dimensions[1]).toEqual({
      shape: "switch",
      npus: 8,
      bandwidth: (25.5 * 2 ** 30) / 1e9,
      latency: 0.5,
    });
  });

  it("take single values where there is one dimension", () => {
    const lists = { topology: ["Switch"], npus_count: [64], bandwidth: [50], latency: [500] };
    const singles = { topology: "Switch", npus_count: 64, bandwidth: 50, latency: 500 };
    expect(readNetwork2(singles)).toEqual(readNetwork2(lists));
    for (const key of Object.keys(lists) as (keyof typeof lists)[])
      expect(readNetwork2({ ...lists, [key]: singles[key] })).toEqual(readNetwork2(lists));
  });

  const wrong: [object, string, string][] = [
    [{ topology: ["Ring", "switch"] }, "UNKNOWN_NAME", 'topology.1: unknown shape: found "switch"'],
    [{ topology: "Ring" }, "LENGTH_MISMATCH", "npus_count: the list has 2 entries for 1 dimensions"],
    [{ topology: {} }, "INVALID_VALUE", "topology: the shapes of the dimensions are missing"],
    [{ bandwidth: 50 }, "INVALID_VALUE", "bandwidth: this must be a list with a value for each dimension"],
    [{ npus_count: [2] }, "LENGTH_MISMATCH", "npus_count: the list has 1 entries for 2 dimensions"],
    [{ bandwidth: [50, "tbd"] }, "INVALID_VALUE", 'bandwidth.1: this must be above 0: found "tbd"'],
    [{ bandwidth: [50, 0] }, "INVALID_VALUE", "bandwidth.1: this must be above 0"],
    [{ npus: 4 }, "UNKNOWN_KEY", "npus: nothing in an ASTRA-sim 2.x network file has this key"],
  ];
  it.each(wrong)("%j", (change, code, message) => {
    const found = problem(() => readNetwork2({ ...file2, ...change }));
    expect(found.code).toBe(code);
    expect(found.message).toContain(message);
  });
});

it("tells the two kinds of file apart", () => {
  expect(networkFileRules(file1)).toBe("astra-sim-1");
  expect(networkFileRules(file2)).toBe("astra-sim-2");
  expect(networkFileRules({ nodes: [] })).toBeUndefined();
});
