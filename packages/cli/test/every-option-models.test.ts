import { readFileSync } from "node:fs";
import { type ComputeModel, isAstraError, type Operation, type TopologyFormat } from "@astra-ts/core";
import { gpus } from "@astra-ts/workload-gen";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createDefaultRegistry } from "../src/plugins/builtin-plugins.js";
import { root } from "./astra-ts.js";

const registry = createDefaultRegistry();

/** What JSON Schema says of options. */
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** Paths of all options that are no group of others. */
function pathsOf(options: unknown): string[] {
  const leaves = ({ properties }: Schema, at: string): string[] =>
    properties === undefined
      ? [at]
      : Object.entries(properties).flatMap(([key, own]) => leaves(own, at === "" ? key : `${at}.${key}`));
  return leaves(z.toJSONSchema(options as z.ZodType, { io: "input", unrepresentable: "any" }) as Schema, "");
}

function valueAt(options: object, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown>)?.[key], options);
}

function withValue(options: object, [key, ...rest]: readonly string[], value: unknown): object {
  const inner = (options as Record<string, object>)[key!];
  return { ...options, [key!]: rest.length === 0 ? value : withValue(inner ?? {}, rest, value) };
}

/** An operation of each kind, small and large, in each data type: each term of a model matters in one of them. */
const operations: readonly Operation[] = ([1, 2, 4, 8] as const).flatMap((bytesPerElement) =>
  [1, 37].flatMap((scale): Operation[] => [
    ...([undefined, "int8", "fp32"] as const).map(
      (dataType): Operation => ({
        kind: "gemm",
        m: 96 * scale,
        n: 100 * scale,
        k: 512 * scale,
        bytesPerElement: dataType === "int8" ? 1 : bytesPerElement,
        ...(dataType && { dataType }),
      }),
    ),
    { kind: "gemm", m: 128, n: 128, k: 65_536, bytesPerElement },
    ...(["forward", "input-gradient", "weight-gradient"] as const).flatMap((pass) =>
      [1, 2].map(
        (stride): Operation => ({
          kind: "convolution",
          batch: 2 * scale,
          input: 28,
          filter: 3,
          channels: scale === 1 ? 64 : 3,
          filters: 64,
          stride,
          padding: 1,
          pass,
          bytesPerElement,
        }),
      ),
    ),
    { kind: "element-wise", elements: 10_000 * scale ** 2, inputs: 2, operations: 3, bytesPerElement },
    {
      kind: "element-wise",
      elements: 10_000 * scale ** 2,
      inputs: 1,
      operations: 3,
      function: "dropout",
      bytesPerElement,
    },
    { kind: "reduction", rows: 512 * scale, width: 512 * scale, bytesPerElement },
    ...(["layer", "batch"] as const).flatMap((form) =>
      (["forward", "backward"] as const).map(
        (pass): Operation => ({
          kind: "normalisation",
          form,
          pass,
          rows: 512 * scale,
          width: 1024,
          bytesPerElement,
        }),
      ),
    ),
    { kind: "softmax", rows: 512 * scale, width: 1024 * scale, bytesPerElement },
    { kind: "cross-entropy", rows: 64 * scale, width: 30_000, pass: "forward", bytesPerElement },
    ...(["forward", "backward"] as const).flatMap((pass) =>
      [true, false].map(
        (fused): Operation => ({
          kind: "attention",
          batch: 1,
          heads: 8,
          keyValueHeads: 8,
          queryLength: 130 * scale,
          keyLength: 130 * scale,
          headDimension: 64,
          fused,
          causal: true,
          pass,
          bytesPerElement,
        }),
      ),
    ),
    { kind: "embedding", lookups: 100 * scale, width: 1024, bytesPerElement },
    {
      kind: "optimizer",
      parameters: 1_000_000 * scale,
      bytesRead: 16,
      bytesWritten: 12,
      bytesPerElement,
    },
  ]),
);

/** Times of all operations; 0 where the model has none for it. */
function timesOf(model: ComputeModel, options: unknown): string {
  const checked = (model.options as z.ZodType).parse(options);
  const timer = model.create(checked);
  return JSON.stringify(
    operations.map((operation) => {
      try {
        return timer.time(operation);
      } catch (error) {
        if (isAstraError(error)) return null;
        throw error;
      }
    }),
  );
}

const { device, efficiencies } = gpus.find(({ name }) => name === "h100")!;
const onHost =
  "time of the host between kernels: the rows of a training step take it (predictRow), a single operation does not";

/** Options with which every term of a model counts; other values of what is no number; and why an option changes no time of an operation. */
const models: Readonly<
  Record<
    string,
    {
      readonly base: object;
      readonly others?: Readonly<Record<string, unknown>>;
      readonly reasons?: Readonly<Record<string, string>>;
    }
  >
> = {
  gpu: {
    base: { device, efficiencies },
    reasons: {
      "efficiencies.host.launch": onHost,
      "efficiencies.host.optimizer": onHost,
      "efficiencies.host.gradient": onHost,
      "efficiencies.host.gradientKernel": onHost,
    },
  },
  roofline: {
    base: { peakFlops: 100_000, memoryBandwidth: 1000, vectorFlops: 10_000, efficiency: 0.8, overhead: 100 },
  },
  systolic: {
    base: { rows: 128, columns: 100, dataflow: "ws", clock: 1, vectorLanes: 64, memoryBandwidth: 10 },
    others: { dataflow: "os" },
  },
  table: {
    base: { entries: [{ kind: "gemm", shape: { m: 96 }, time: 5 }], otherwise: 7 },
    others: { entries: [{ kind: "gemm", shape: { m: 96 }, time: 6 }] },
  },
  fixed: { base: { time: 5, times: {} }, others: { times: { gemm: 9 } } },
};

describe("every option of every compute model", () => {
  const entries = registry.list("computeModels").map(({ entry }) => entry as ComputeModel);

  it.each(entries.map((entry) => [entry.name, entry] as const))("%s changes a time", (name, model) => {
    const { base, others = {}, reasons = {} } = models[name]!;
    const before = timesOf(model, base);
    const idle = pathsOf(model.options).filter((path) => {
      const value = valueAt(base, path);
      const other = others[path] ?? (typeof value === "number" ? changed(value) : undefined);
      if (other === undefined) throw new Error(`no value for ${name}.${path}`);
      return timesOf(model, withValue(base, path.split("."), other)) === before;
    });
    expect(idle).toEqual(Object.keys(reasons));
  });
});

/** Another number of the same kind: whole, or a share. */
function changed(value: number): number {
  if (Number.isInteger(value) && value > 1) return Math.ceil(value * 1.4);
  return value === 0 ? 1 : value * 0.7;
}

const file = (path: string) => readFileSync(`${root}packages/formats/test/files/${path}`, "utf8");
const nvidiaSmi = `	GPU0	GPU1	GPU2	GPU3	CPU Affinity
GPU0	 X 	NV2	SYS	SYS	0-15
GPU1	NV2	 X 	SYS	SYS	0-15
GPU2	SYS	SYS	 X 	PHB	16-31
GPU3	SYS	SYS	PHB	 X 	16-31
`;

/** A file of each format that has options, and other values of them. */
const machines: Readonly<
  Record<string, { readonly text: string; readonly others: Readonly<Record<string, unknown>> }>
> = {
  "booksim-anynet": {
    text: "router 0 node 0 router 1 5\nrouter 1 node 1\n",
    others: { cycle: 7, bandwidth: 3 },
  },
  "taccl-topology": {
    text: file("taccl/topo_topo-ndv2-1MB.json"),
    others: { nodes: 2, chunk: 4096, timeUnit: 7 },
  },
  "nvidia-smi": {
    text: nvidiaSmi,
    others: { nvLink: 3, nvLinkLatency: 3, pcie: 3, pcieLatency: 3, processors: 3 },
  },
};

describe("every option of every format of machines", () => {
  const formats = registry
    .list("topologyFormats")
    .map(({ entry }) => entry as TopologyFormat)
    .filter(({ options }) => options !== undefined);

  it.each(formats.map((entry) => [entry.name, entry] as const))("%s changes the machine", (name, format) => {
    const { text, others } = machines[name]!;
    const machineOf = (options: object): string => {
      const checked = (format.options as unknown as z.ZodType).parse(options);
      return JSON.stringify(format.read(text, { file: "f", warn: () => {} }, checked).graph);
    };
    const required = { bandwidth: 1, cycle: 1 };
    const base = name === "booksim-anynet" ? required : {};
    expect(Object.keys(others).sort()).toEqual(pathsOf(format.options).sort());
    const idle = Object.entries(others).filter(
      ([key, value]) => machineOf({ ...base, [key]: value }) === machineOf(base),
    );
    expect(idle).toEqual([]);
  });
});
