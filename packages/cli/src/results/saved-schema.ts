import { collectiveKinds } from "@astra-ts/core";
import * as z from "zod";
import { cell } from "../sweep/record-schema.js";

/*
 * What saved results must be for the report to show them. Files of other versions may say more, which is kept. Numbers are finite: JSON knows no others.
 */

const count = z.number().int().min(0);
const numbers = z.array(z.number());
const kind = z.enum(collectiveKinds);
const passes = z.looseObject({ forward: z.number(), inputGradient: z.number(), weightGradient: z.number() });
const counters = z.record(z.string(), z.number());

const dimension = z.looseObject({
  shape: z.string(),
  npus: count.min(1),
  bandwidth: z.number().positive(),
  latency: z.number().min(0),
  links: count.min(1),
  leaves: count.min(1).optional(),
  spines: count.min(1).optional(),
  uplinkBandwidth: z.number().positive().optional(),
  uplinkLatency: z.number().min(0).optional(),
  nicLatency: z.number().min(0).optional(),
  routerLatency: z.number().min(0).optional(),
});

const bound = z.looseObject({
  total: z.number(),
  ratio: z.number().nullable(),
  limitedBy: z.enum(["compute", "latency", "ports", "cut", "nothing"]),
  where: z.string(),
  parts: z.looseObject({
    compute: z.number(),
    latency: z.number(),
    ports: z.number(),
    cut: z.number(),
  }),
  below: z.boolean(),
  collectives: z.array(
    z.looseObject({
      kind,
      bytes: z.number(),
      npus: count,
      count,
      bound: z.number(),
      meanTime: z.number().nullable(),
      fastestTime: z.number().nullable(),
      ratio: z.number().nullable(),
    }),
  ),
  notes: z.array(z.string()),
});

const layer = z.looseObject({
  name: z.string(),
  compute: passes,
  exposedCommunication: passes,
  communication: passes,
  collectives: count,
  queueingDelay: numbers,
  networkDelay: numbers,
});

const systemDimension = z.looseObject({
  npus: count.min(1),
  physical: count,
  bytesSent: z.number(),
  averageChunkLatency: z.number().nullable(),
  activity: numbers,
});

const systemReport = z.looseObject({
  dimensions: z.array(systemDimension),
  phases: z
    .array(
      z.looseObject({
        collective: count,
        kind,
        chunk: count,
        phase: count,
        dimension: count,
        bytes: z.number(),
        queued: z.number(),
        start: z.number(),
        end: z.number(),
      }),
    )
    .optional(),
  droppedPhases: count.optional(),
  algorithms: z
    .array(
      z.looseObject({
        kind,
        dimension: count,
        npus: count,
        algorithm: z.string(),
        chosen: z.boolean(),
        phases: count,
        bytes: z.looseObject({ least: z.number(), most: z.number() }),
        alternative: z.looseObject({ algorithm: z.string(), time: z.number(), bytes: z.number() }).optional(),
      }),
    )
    .optional(),
  counters,
});

const timeline = z.looseObject({
  spans: z.array(
    z.looseObject({
      rank: count,
      kind: z.enum(["compute", "cpu", "communication", "memory", "exposed"]),
      name: z.string(),
      start: z.number(),
      end: z.number(),
    }),
  ),
  ranks: z.array(count),
  droppedSpans: count,
});

const networkReport = z.looseObject({
  messages: count,
  bytes: z.number(),
  dimensions: z.array(
    z.looseObject({
      dimension: count,
      bytes: z.number(),
      messages: count,
      busyTime: z.number().optional(),
      queueingTime: z.number().optional(),
      maxQueue: z.number().optional(),
      utilization: z.number().optional(),
    }),
  ),
  links: z
    .array(
      z.looseObject({
        from: z.string(),
        to: z.string(),
        dimension: count.nullable(),
        bytes: z.number(),
        messages: count,
        busyTime: z.number(),
        queueingTime: z.number(),
        maxQueue: z.number(),
        dropped: count.optional(),
      }),
    )
    .optional(),
  latency: z
    .looseObject({
      count,
      mean: z.number(),
      p50: z.number(),
      p99: z.number(),
      max: z.number(),
      histogram: z.looseObject({ upTo: numbers, counts: numbers }).optional(),
    })
    .optional(),
  attribution: z
    .looseObject({ propagation: z.number(), serialization: z.number(), queueing: z.number() })
    .optional(),
  cost: z.number().optional(),
  counters,
});

const choice = z.looseObject({ name: z.string(), options: z.unknown() });

const setup = z.looseObject({
  network: choice,
  system: choice,
  workload: z.looseObject({ kind: z.string(), options: z.unknown() }),
  seed: z.number(),
});

const training = z.looseObject({
  item: z.string(),
  items: count,
  steps: count,
  itemsPerSecond: z.number(),
  flopsPerNpu: z.number(),
  utilization: z.number().optional(),
});

/** A result, as `--out` writes it. */
export const savedResult = z
  .looseObject({
    schema: z.literal("astra-ts/result@2"),
    version: z.string(),
    name: z.string(),
    network: z.string(),
    setup: setup.optional(),
    npus: count.min(1),
    topology: z.array(dimension).min(1).optional(),
    time: z.looseObject({
      total: z.number(),
      npu: count,
      compute: z.number(),
      exposedCommunication: z.number(),
    }),
    bound: bound.optional(),
    npuFinish: numbers,
    npuCompute: numbers.optional(),
    bytesSent: numbers,
    seenFrom: count,
    layers: z.array(layer),
    passFinish: numbers,
    training: training.optional(),
    systemReport,
    npu0: z
      .looseObject({ layers: z.array(layer), passFinish: numbers, dimensions: z.array(systemDimension) })
      .optional(),
    timeline,
    networkReport,
    simulation: z.looseObject({ events: count, wallSeconds: z.number(), ranks: count.optional() }),
    warnings: z.array(z.string()),
  })
  .superRefine((result, context) => {
    const disagree = (path: string[], problem: string, expected: string): void =>
      context.addIssue({ code: "custom", path, message: problem, params: { problem, expected } });
    const { npus, npuFinish, npuCompute, bytesSent, timeline, topology, systemReport } = result;
    for (const [key, list] of Object.entries({ npuFinish, npuCompute, bytesSent })) {
      if (list !== undefined && list.length !== npus)
        disagree([key], "the list has another length than the machine has NPUs", `${npus} entries`);
    }
    for (const [key, rank] of Object.entries({ "time.npu": result.time.npu, seenFrom: result.seenFrom }))
      if (rank >= npus) disagree([key], "there is no such NPU", `an NPU below ${npus}`);
    if (topology?.some(({ shape }) => shape !== "graph")) {
      if (topology.reduce((product, { npus: size }) => product * size, 1) !== npus)
        disagree(["topology"], "the dimensions do not multiply to the NPUs", `a product of ${npus}`);
    }
    if (timeline.ranks.some((rank) => rank >= npus))
      disagree(["timeline", "ranks"], "a rank that the machine has not", `ranks below ${npus}`);
    const recorded = new Set(timeline.ranks);
    if (timeline.spans.some(({ rank }) => !recorded.has(rank)))
      disagree(["timeline", "spans"], "a span of a rank that is not recorded", "ranks of timeline.ranks");
    const dimensions = systemReport.dimensions.length;
    if (systemReport.phases?.some(({ dimension }) => dimension >= dimensions))
      disagree(["systemReport", "phases"], "a phase of a dimension that is not there", `below ${dimensions}`);
  });

/** Results side by side. */
export const savedComparison = z.looseObject({
  schema: z.literal("astra-ts/comparison@1"),
  results: z.array(z.looseObject({ label: z.string(), result: savedResult })).min(1),
});

const column = z.looseObject({
  key: z.string(),
  label: z.string(),
  unit: z.enum(["ns", "B", "B/ns", "count", "fraction", "ratio", "s", "text"]),
});

/** A sweep's rows. */
export const savedSweep = z.looseObject({
  schema: z.literal("astra-ts/sweep@2"),
  name: z.string(),
  parameters: z.array(column),
  measures: z.array(column),
  rows: z.array(z.record(z.string(), cell)),
});
