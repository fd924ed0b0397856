import {
  createTopology,
  parseBandwidth,
  parseSize,
  parseTime,
  type Random,
  validateOptions,
} from "@astra-ts/core";
import { replayGarnet, syntheticTraffic, type TrafficOptions } from "@astra-ts/net-packet";
import { z } from "zod";
import { planTraffic } from "../../../../net-packet/src/traffic/options.js";
import { createDefaultRegistry } from "../../../src/plugins/builtin-plugins.js";
import { mutateData } from "../support/mutate-data.js";
import { mutateText } from "../support/mutate-text.js";
import { oddData, oddNumbers, oddWords, pick } from "../support/odd-values.js";
import { simulateSmall } from "../support/simulate-small.js";
import type { Target } from "../support/target.js";

const registry = createDefaultRegistry();

/** What JSON Schema says of a value; options are made from it. */
interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly minimum?: number;
}

/** A value that a schema may accept. */
function valueFor(schema: JsonSchema, random: Random): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return pick(random, schema.enum);
  if (schema.anyOf !== undefined) return valueFor(pick(random, schema.anyOf), random);
  switch (schema.type) {
    case "object":
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([key]) => schema.required?.includes(key) || random.next() < 0.25)
          .map(([key, inner]) => [key, valueFor(inner, random)]),
      );
    case "array":
      return Array.from({ length: 1 + random.integer(3) }, () => valueFor(schema.items ?? {}, random));
    case "boolean":
      return random.next() < 0.5;
    case "integer":
    case "number":
      return Math.max(schema.minimum ?? 0, pick(random, [0, 1, 2, 3, 8, 64, 0.5, 1000]));
    case "string":
      return pick(random, ["ring", "direct", "halvingDoubling", "50GB/s", "1KiB", "x"]);
    default:
      return pick(random, oddData);
  }
}

/** Every entry of every kind that has options. */
const entries = (["networks", "systems", "workloads", "computeModels"] as const).flatMap((kind) =>
  registry.list(kind).map(({ entry }) => ({
    kind,
    entry,
    schema: z.toJSONSchema(entry.options as unknown as z.ZodType, {
      io: "input",
      unrepresentable: "any",
    }) as JsonSchema,
  })),
);

const topology = createTopology([
  { shape: "ring", npus: 4, bandwidth: 10, latency: 5 },
  { shape: "switch", npus: 2, bandwidth: 5, latency: 9 },
]);

export const optionTargets: readonly Target[] = [
  {
    name: "plugin options",
    input: (random) => {
      const index = random.integer(entries.length);
      const options = valueFor(entries[index]!.schema, random);
      return JSON.stringify({ index, options: random.next() < 0.7 ? mutateData(options, random) : options });
    },
    read: async (input) => {
      const { index, options } = JSON.parse(input) as { index: number; options: unknown };
      const { kind, entry } = entries[index]!;
      const checked = validateOptions(entry.options, options, kind, `the entry "${entry.name}"`);
      if (kind === "networks" || kind === "systems")
        await simulateSmall(
          {
            name: "options",
            topology,
            workload: { kind: "collective", collective: "all-reduce", bytes: 512 },
            network: kind === "networks" ? { name: entry.name, options } : { name: "analytical" },
            ...(kind === "systems" ? { system: { name: entry.name, options } } : {}),
          },
          registry,
        );
      else if (kind === "computeModels") {
        const timer = (
          entry as unknown as { create(options: unknown): { time(operation: object): number } }
        ).create(checked);
        const time = timer.time({ kind: "gemm", m: 64, n: 32, k: 16, bytesPerElement: 2, label: "a" });
        if (Number.isNaN(time) || time < 0) throw new Error(`a time of ${time}`);
      }
    },
  },
  {
    name: "quantity",
    input: (random) => {
      const value = pick(random, random.next() < 0.5 ? oddNumbers : oddWords);
      return mutateText(`${value}${pick(random, ["ns", "GiB/s", "MiB", "Gb/s", "B", ""])}`, "1.5us", random);
    },
    read: (input) => {
      for (const parse of [parseTime, parseSize, parseBandwidth]) {
        const value = parse(input, "a.b");
        if (!Number.isFinite(value) || value < 0) throw new Error(`a quantity of ${value}`);
      }
    },
  },
  {
    name: "traffic",
    input: (random) =>
      JSON.stringify(
        mutateData(
          {
            numCpus: 4,
            meshRows: 2,
            topology: pick(random, ["Mesh_XY", "Mesh_westfirst", "Crossbar", "CrossbarGarnet", "Pt2Pt"]),
            synthetic: pick(random, ["uniform_random", "transpose", "tornado", "hotspot", "shuffle"]),
            injectionRate: 0.1,
            precision: 3,
            vcsPerVnet: 2,
            routerLatency: 1,
            linkLatency: 1,
            linkWidthBits: 128,
            routingAlgorithm: 0,
            injVnet: 0,
            singleSenderId: -1,
            singleDestId: -1,
            numPacketsMax: -1,
            clockRatio: 1,
            hotspot: 0,
            seed: 1,
            packetFlits: pick(random, [undefined, 1, 3]),
            warmupCycles: 10,
            measureCycles: 50,
            simCycles: 50,
            replayGarnet: random.next() < 0.3,
          },
          random,
        ),
      ) ?? "null",
    read: (input) => {
      const options = JSON.parse(input) as TrafficOptions | null;
      if (typeof options !== "object" || options === null || Array.isArray(options)) return;
      const plan = planTraffic(options);
      const cycles =
        (options.simCycles ?? 1000) + (options.measureCycles ?? 10000) + (options.warmupCycles ?? 1000);
      if (plan.nodes > 64 || !(cycles < 5000)) return;
      if (options.replayGarnet === true) replayGarnet(options);
      else syntheticTraffic(options);
    },
  },
];
