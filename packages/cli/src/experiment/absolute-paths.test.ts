import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { withAbsolutePaths } from "./absolute-paths.js";

describe("withAbsolutePaths", () => {
  it("means every path from the folder of the file", () => {
    const at = (name: string) => resolve("/folder", name);
    const raw = {
      topology: { file: "net.json", overrides: [] },
      workload: { collective: "all-reduce", size: 1 },
      plugins: ["./local.mjs", "package"],
      variants: { other: { "topology.file": "other.json", system: { file: "sys.txt" }, seed: 2 } },
      sweep: {
        grid: {
          "workload.file": ["a.txt", "b.txt"],
          topology: [{ file: "c.json" }, []],
          machine: { cases: { one: { "system.file": "one.txt" } } },
          both: { fields: ["system.file"], values: ["d.txt"] },
          seed: [1, 2],
        },
        list: [{ name: "point", set: { "topology.file": "e.json" } }],
      },
    };
    expect(withAbsolutePaths(raw, "/folder")).toEqual({
      topology: { file: at("net.json"), overrides: [] },
      workload: { collective: "all-reduce", size: 1 },
      plugins: [at("local.mjs"), "package"],
      variants: { other: { "topology.file": at("other.json"), system: { file: at("sys.txt") }, seed: 2 } },
      sweep: {
        grid: {
          "workload.file": [at("a.txt"), at("b.txt")],
          topology: [{ file: at("c.json") }, []],
          machine: { cases: { one: { "system.file": at("one.txt") } } },
          both: { fields: ["system.file"], values: [at("d.txt")] },
          seed: [1, 2],
        },
        list: [{ name: "point", set: { "topology.file": at("e.json") } }],
      },
    });
  });

  it("means files of collective algorithms so, alone or with options, and where they are changed", () => {
    const at = (name: string) => resolve("/folder", name);
    const graph = { kind: "graph", ranks: [] };
    const raw = {
      system: {
        collectiveGraphs: { one: "one.xml", two: { file: "two.xml", reduceTime: 5 }, three: { graph } },
      },
      variants: {
        other: { "system.collectiveGraphs.one": "other.xml", "system.collectiveGraphs.two.file": "b.xml" },
      },
      sweep: { grid: { "system.collectiveGraphs.one": ["c.xml", "d.xml"] } },
    };
    expect(withAbsolutePaths(raw, "/folder")).toEqual({
      system: {
        collectiveGraphs: {
          one: at("one.xml"),
          two: { file: at("two.xml"), reduceTime: 5 },
          three: { graph },
        },
      },
      variants: {
        other: {
          "system.collectiveGraphs.one": at("other.xml"),
          "system.collectiveGraphs.two.file": at("b.xml"),
        },
      },
      sweep: { grid: { "system.collectiveGraphs.one": [at("c.xml"), at("d.xml")] } },
    });
  });

  it("leaves what is of no known form to the schema", () => {
    const raw = { topology: 3, variants: { a: 1 }, sweep: { grid: { a: 1 }, list: [1] } };
    expect(withAbsolutePaths(raw, "/folder")).toEqual(raw);
  });
});
