import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { GraphNodeWork } from "@astra-ts/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { forwardFlops, importedFigures, importWorkload, type ModelGraph, readModel } from "../src/index.js";

// Models that PyTorch 2.11 exported with random weights, which are not in the files; traces of the exporter's own calls were taken out. truth.json has their parameters, and
// their floating-point operations as PyTorch's counter gives them, which on a CPU knows no fused attention.
const folder = new URL("../fixtures/models/", import.meta.url);
const truth: { name: string; parameters: number; forward_flops: number }[] = JSON.parse(
  readFileSync(new URL("truth.json", folder), "utf8"),
);
const models = new Map<string, ModelGraph>();
const bytesOf = (file: string): Uint8Array => {
  const bytes = readFileSync(new URL(file, folder));
  return file.endsWith(".gz") ? gunzipSync(bytes) : bytes;
};

function modelOf(file: string): ModelGraph {
  const known = models.get(file) ?? readModel(bytesOf(file), { file });
  models.set(file, known);
  return known;
}

const compute = { time: () => 1000 };
const files = truth.flatMap(({ name }) => [`${name}.onnx.gz`, `${name}.pt2`]);

describe("models of other tools", () => {
  it.each(truth)("have PyTorch's parameters and operations: $name", ({ name, parameters, forward_flops }) => {
    for (const file of [`${name}.onnx.gz`, `${name}.pt2`]) {
      const model = modelOf(file);
      const { products, convolutions, attention } = forwardFlops(model);
      expect(importedFigures(model).parameters, file).toBe(parameters);
      expect(Math.abs((products + convolutions + attention.plain) / forward_flops - 1), file).toBeLessThan(
        0.001,
      );
      expect(model.warnings).toEqual([]);
    }
  });

  it("have the attention of gpt2 in both forms", () => {
    for (const file of ["gpt2-b1-s1024.onnx.gz", "gpt2-b1-s1024.pt2"])
      expect(forwardFlops(modelOf(file)).attention).toEqual({ fused: 12 * 4 * 1024 * 1024 * 768, plain: 0 });
  });

  it.each(files)("train three times as much as they run forward, but for their inputs: %s", (file) => {
    const { forwardFlops: forward, trainingFlops } = importedFigures(modelOf(file));
    expect(trainingFlops).toBeLessThanOrEqual(3 * forward);
    expect(trainingFlops).toBeGreaterThan(2.7 * forward);
  });
});

describe("an imported workload", () => {
  const collectives = (nodes: readonly GraphNodeWork[]) => nodes.filter((node) => node.kind === "collective");

  it("adds up each block of a transformer twice forward and twice backward", () => {
    for (const file of ["gpt2-b1-s1024.onnx.gz", "gpt2-b1-s1024.pt2"]) {
      const { workload } = importWorkload({ model: modelOf(file), parallelism: { tensor: 4 }, compute });
      const sums = collectives([...workload.ranks[0]!]).filter((node) => node.name?.includes("(0): "));
      // Tokens in, head out; two sums of 12 blocks in either direction.
      expect(sums.length, file).toBe(12 * 4 + 2);
      expect(new Set(sums.map(({ bytes }) => bytes))).toEqual(new Set([1024 * 768 * 2]));
    }
  });

  it("has each parameter once, divided or whole", () => {
    const model = modelOf("llama-2layers-b1-s2048.pt2");
    const { layers } = importWorkload({ model, parallelism: { tensor: 8 }, compute });
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    expect(sum(layers.map(({ parameters }) => parameters))).toBe(221_259_776);
    // All but the five normalisations of 2048 is divided by eight.
    expect(sum(layers.map(({ parametersPerNpu }) => parametersPerNpu))).toBe(
      (221_259_776 - 5 * 2048) / 8 + 5 * 2048,
    );
  });

  it("cuts pipeline stages of about the same time, and passes what crosses the cut", () => {
    const model = modelOf("resnet50-b8.onnx.gz");
    const { workload, layers } = importWorkload({
      model,
      parallelism: { pipeline: 2, microbatches: 4, data: 2 },
      compute: { time: (operation) => ("batch" in operation ? 1000 : 1) },
    });
    expect(layers.length).toBe(54);
    const [first, last] = [[...workload.ranks[0]!], [...workload.ranks[2]!]];
    const sent = first.filter((node) => node.kind === "send");
    expect(sent).toHaveLength(4);
    expect(
      last.filter((node) => node.kind === "send").map((node) => node.kind === "send" && node.bytes),
    ).toEqual(sent.map((node) => node.kind === "send" && node.bytes));
    const time = (nodes: readonly GraphNodeWork[]) =>
      nodes.reduce((total, node) => total + (node.kind === "compute" ? node.duration : 0), 0);
    expect(time(first) / time(last)).toBeGreaterThan(0.8);
    expect(time(first) / time(last)).toBeLessThan(1.25);
  });

  it("grows with the batch, but for what follows from no input", () => {
    const model = modelOf("gpt2-b1-s1024.pt2");
    const [one, four] = [1, 4].map((batch) => importWorkload({ model, batch, compute }).layers);
    const product = (layers: typeof one) =>
      layers!.find(({ name }) => name.endsWith("h.0.mlp.c_fc"))!.forward.flops;
    expect(product(four)).toBe(4 * product(one));
  });

  it("refuses what cannot be divided, with the numbers", () => {
    const gpt2 = modelOf("gpt2-b1-s1024.pt2");
    expect(() => importWorkload({ model: gpt2, parallelism: { tensor: 5 }, compute })).toThrow(
      /12 heads of .*tensor degree of 5/,
    );
    expect(() => importWorkload({ model: gpt2, parallelism: { pipeline: 99 }, compute })).toThrow(/at most/);
    const resnet = modelOf("resnet50-b8.pt2");
    expect(() => importWorkload({ model: resnet, parallelism: { tensor: 2 }, compute })).toThrow(
      /no two products/,
    );
    expect(() => importWorkload({ model: resnet, parallelism: { data: 3 }, batch: 8, compute })).toThrow(
      /8 samples/,
    );
  });
});

describe("files that are cut off or damaged", () => {
  const whole = files.map((file) => bytesOf(file));
  it("are refused with the file's name, or read", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...whole),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(255),
        (bytes, where, byte) => {
          const at = Math.floor(where * (Math.min(bytes.length, 60_000) - 1));
          for (const damaged of [
            bytes.slice(0, at),
            Uint8Array.from(bytes, (own, index) => (index === at ? byte : own)),
          ])
            try {
              readModel(damaged, { file: "damaged.onnx" });
            } catch (error) {
              expect(error).toMatchObject({ name: "AstraError", details: { file: "damaged.onnx" } });
            }
        },
      ),
      { numRuns: 20 },
    );
  });
});
