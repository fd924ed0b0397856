import { readdirSync, readFileSync } from "node:fs";
import type { Layer } from "@astra-ts/core";
import { describe, expect, it } from "vitest";
import {
  dataflowNames,
  type GemmLayer,
  gemmWorkload,
  readAcceleratorFile,
  readGemmFile,
  systolic,
  systolicCycles,
} from "../src/index.js";
import { optionsOf } from "./options-of.js";

const folder = new URL("../fixtures/original/", import.meta.url);
const text = (name: string) => readFileSync(new URL(name, folder), "utf8");
const { rows, columns, dataflow } = readAcceleratorFile(text("google.cfg"), "google.cfg");
const compute = systolic.create(optionsOf(systolic, { rows, columns, dataflow }));
const recorded = readdirSync(folder).filter((name) => name.endsWith(".txt"));

/** `HYBRID_DATA_MODEL_16_2.txt` -> strategy, NPUs, packages. */
function generate(name: string) {
  const [, strategy, npus, packages] = /^(\w+)_(\d+)_(\d+)\.txt$/.exec(name)!;
  const csv = strategy === "HYBRID_CUSTOMIZED" ? "example_customized.csv" : "example.csv";
  const layers = readGemmFile(text(csv), csv);
  const machine = { npus: Number(npus), packages: Number(packages) };
  const request = { layers, strategy: strategy!, ...machine, bytesPerElement: 2, compute };
  return { ...gemmWorkload(request), layers, machine };
}

/** The 13 fields of a line. */
function fields({ name, forward, inputGradient, weightGradient, updateTime, parallelism }: Layer): string[] {
  const passes = [forward, inputGradient, weightGradient].flatMap(({ compute, communication, bytes }) => [
    compute,
    communication === null ? "NONE" : communication.replaceAll("-", "").toUpperCase(),
    bytes,
  ]);
  return [name, -1, ...passes, updateTime, parallelism].map(String);
}

describe("the original's generator", () => {
  it("has a record of five strategies on two machines", () => {
    expect(recorded).toHaveLength(10);
  });

  it.each(recorded)(
    "writes %s field by field, but for the two cycle columns that the original gets wrong",
    (name) => {
      const { workload, layers, machine } = generate(name);
      const [strategy, count, ...lines] = text(name).trimEnd().split("\n");
      expect(workload.trainingLoop).toBe(strategy);
      expect(workload.layers).toHaveLength(Number(count));
      workload.layers.forEach((layer, index) => {
        const theirs = lines[index]!.split("\t").map((field) => field.trim());
        const ours = fields(layer);
        const { forward, inputGradient } = passCycles(layers[index]!, layer.parallelism!, machine);
        expect([ours[2], ours[5]]).toEqual([forward, inputGradient].map(String));
        // The original repeats the weight-gradient cycles in both columns.
        expect([theirs[2], theirs[5]]).toEqual([theirs[8], theirs[8]]);
        expect(ours.toSpliced(5, 1).toSpliced(2, 1)).toEqual(theirs.toSpliced(5, 1).toSpliced(2, 1));
      });
    },
  );

  it("refuses what cannot be divided and tells of what is cut off", () => {
    const { layers } = generate("DATA_8_1.txt");
    const base = { layers, strategy: "DATA", npus: 16, packages: 2, bytesPerElement: 2, compute };
    expect(() => gemmWorkload({ ...base, packages: 3 })).toThrow(
      "16 NPUs cannot be divided evenly among 3 packages",
    );
    expect(() => gemmWorkload({ ...base, npus: 2048, packages: 1, file: "e.csv" })).toThrow(
      "e.csv:2: m: DATA divides m = 1024 of layer MLP_Bottom_0 among 2048",
    );
    expect(() => gemmWorkload({ ...base, strategy: "DATTA" })).toThrow(
      'unknown parallelization strategy: found "DATTA"',
    );
    expect(() => gemmWorkload({ ...base, strategy: "HYBRID_CUSTOMIZED" })).toThrow(
      "needs a strategy for every layer",
    );
    expect(gemmWorkload({ ...base, npus: 12 }).warnings[0]).toBe(
      "layer MLP_Bottom_0: m = 1024 is no multiple of 12; 85 each leave 4 out, as the original's generator does",
    );
    expect(gemmWorkload(base).warnings).toEqual([]);
  });
});

describe("reader of layers", () => {
  it("says file, line and column of what is wrong", () => {
    const read = (body: string) => () => readGemmFile(`Layer,m,n,k\n${body}`, "e.csv");
    expect(read("a,1,2")).toThrow("e.csv:2: a layer with the wrong number of cells: found 3");
    expect(read("a,1,2,3\nb,1,x,3")).toThrow('e.csv:3: column 3 (n): bad size: found "x"');
    expect(read("a,1,0,3")).toThrow("column 3 (n): bad size");
    expect(read('a,1,2,"3')).toThrow("e.csv:2");
    expect(read("a b,1,2,3")).toThrow("column 1 (Layer): bad name");
    expect(read("")).toThrow("no layers");
    expect(() => readGemmFile("a,1,2,3\nb,1,2,3", "e.csv")).toThrow(
      "e.csv:1: the first line must be the heading",
    );
  });

  it("takes Windows line ends, blanks around cells, empty lines and a byte-order mark", () => {
    const layers = readGemmFile("\uFEFFLayer,m,n,k\r\n\r\n a , 1 ,2, 3\r\n");
    expect(layers).toEqual([{ name: "a", m: 1, n: 2, k: 3, parallelism: undefined, line: 3 }]);
  });
});

describe("reader of accelerator files", () => {
  it("reads the array of google.cfg", () => {
    expect({ rows, columns, dataflow }).toEqual({ rows: 256, columns: 256, dataflow: "weight-stationary" });
    expect(readAcceleratorFile(text("google.cfg")).runName).toBe("GoogleTPU_v1_ws");
  });

  it("says file, line and key of what is wrong", () => {
    const changed = (from: string, to: string) => () =>
      readAcceleratorFile(text("google.cfg").replace(from, to), "g.cfg");
    expect(changed("ArrayHeight:    256", "ArrayHeight: tall")).toThrow(
      'g.cfg:5: ArrayHeight: bad side of the array: found "tall"',
    );
    expect(changed("ArrayHeight:    256", "")).toThrow(
      "g.cfg: ArrayHeight: missing from [architecture_presets]",
    );
    expect(changed("Dataflow : ws", "Dataflow : rs")).toThrow(
      'unknown dataflow: found "rs", expected one of os, ws, is',
    );
    expect(changed("MemoryBanks: 1", "MemoryBank: 1")).toThrow(
      'unknown key in [architecture_presets]: found "MemoryBank"',
    );
    expect(changed("MemoryBanks: 1", "Dataflow: os")).toThrow("a key given twice");
    expect(changed("[run_presets]", "[runs]")).toThrow("unknown section");
    expect(changed("MemoryBanks: 1", "banks")).toThrow("not a line of a configuration");
  });
});

/** Products of forward pass and input gradient, written out once more: rows, columns, inner width. */
function passCycles({ m, n, k }: GemmLayer, strategy: string, machine: { npus: number; packages: number }) {
  const { npus, packages } = machine;
  const local = npus / packages;
  const cuts: Record<string, [number, number]> = {
    DATA: [npus, 1],
    MODEL: [1, npus],
    HYBRID_DATA_MODEL: [packages, local],
    HYBRID_MODEL_DATA: [local, packages],
  };
  const [a, b] = cuts[strategy]!;
  const array = { rows: 256, columns: 256, dataflow: dataflowNames.ws! };
  const height = Math.trunc(m / a);
  const width = Math.trunc(n / b);
  return {
    forward: systolicCycles(array, { m: height, n: width, k }),
    inputGradient: systolicCycles(array, { m: height, n: k, k: width }),
  };
}
