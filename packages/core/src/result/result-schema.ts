import * as z from "zod";
import type { Bound } from "../bound/run-bound.js";
import { heldTo } from "../schema/held-to.js";
import type { DamagedLink } from "../topology/damaged-link.js";
import type { Dimension } from "../topology/shapes/dimension.js";
import type { Bottleneck } from "./bottleneck.js";
import type { TimePart } from "./breakdown.js";
import type { CollectiveRate } from "./collective-rate.js";
import type { GraphReport } from "./graph-report.js";
import type { JobResult } from "./job-result.js";
import type { LayerResult } from "./layer-result.js";
import { networkReport } from "./network-report-schema.js";
import type { Provenance } from "./provenance.js";
import type { NpuView, Result } from "./result.js";
import type { RunPath } from "./run-path.js";
import { count, collectiveKind as kind, numbers } from "./schema-parts.js";
import type { Setup } from "./setup.js";
import { systemDimension, systemReport } from "./system-report-schema.js";
import type { Timeline, TimelineOverview } from "./timeline.js";
import type { TrainingRate } from "./training-rate.js";

/*
 * What a saved result must be. Keys that are not listed are no error: a file of another version may say more. Numbers are finite, since JSON knows no others.
 */

const passes = z.object({ forward: z.number(), inputGradient: z.number(), weightGradient: z.number() });
const nodeId = z.union([z.number(), z.string()]);

const dimension = heldTo<Dimension>()(
  z.object({
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
    memory: z.object({ latency: z.number(), bandwidth: z.number(), scale: z.number() }).optional(),
    tier: z.enum(["tile", "package", "node", "pod"]).optional(),
  }),
);

const bound = heldTo<Bound>()(
  z.object({
    total: z.number(),
    ratio: z.number().nullable(),
    limitedBy: z.enum(["compute", "latency", "ports", "cut", "nothing"]),
    where: z.string(),
    parts: z.object({ compute: z.number(), latency: z.number(), ports: z.number(), cut: z.number() }),
    below: z.boolean(),
    collectives: z.array(
      z.object({
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
  }),
);

const boundBy = heldTo<Bottleneck>()(
  z.object({
    kind: z.enum(["compute", "dimension", "bubble", "message"]),
    dimension: count.nullable(),
    share: z.number(),
    text: z.string(),
  }),
);

const layer = heldTo<LayerResult>()(
  z.object({
    name: z.string(),
    compute: passes,
    exposedCommunication: passes,
    communication: passes,
    collectives: count,
    queueingDelay: numbers,
    networkDelay: numbers,
  }),
);

const step = z.object({
  rank: count,
  node: nodeId,
  name: z.string(),
  kind: z.enum(["compute", "cpu", "communication", "memory"]),
  start: z.number(),
  end: z.number(),
});

const graph = heldTo<GraphReport>()(
  z.object({
    nodes: numbers,
    neverRan: numbers,
    lastEnd: numbers,
    busy: z.object({ compute: numbers, cpu: numbers, communication: numbers, memory: numbers }),
    overlap: numbers,
    exposedCommunication: numbers,
    roofline: z
      .object({
        computeBound: numbers,
        computeUtilization: numbers,
        memoryUtilization: numbers,
        intensity: numbers,
      })
      .optional(),
    memory: z.object({ peak: numbers, use: z.array(z.array(z.tuple([z.number(), z.number()]))) }).optional(),
    criticalPath: z
      .object({
        steps: z.array(step),
        droppedSteps: count,
        times: z.record(step.shape.kind, z.number()),
      })
      .optional(),
  }),
);

const activity = z.enum(["compute", "cpu", "communication", "memory", "exposed"]);

const overview = heldTo<TimelineOverview>()(
  z.object({
    binWidth: z.number().positive(),
    listedFrom: z.number().optional(),
    names: z.array(z.string()),
    lanes: z.array(
      z.object({
        rank: count,
        kind: activity,
        spans: count,
        busy: z.array(z.number().min(0)),
        main: z.array(z.int().min(-1)),
      }),
    ),
  }),
);

const timeline = heldTo<Timeline>()(
  z.object({
    spans: z.array(
      z.object({
        rank: count,
        kind: activity,
        name: z.string(),
        start: z.number(),
        end: z.number(),
        node: nodeId.optional(),
      }),
    ),
    ranks: z.array(count),
    mergedSpans: count,
    overview: overview.optional(),
  }),
);

const choice = z.object({ name: z.string(), options: z.unknown() });

const setup = heldTo<Setup>()(
  z.object({
    network: choice,
    system: choice,
    workload: z.object({ kind: z.string(), options: z.unknown() }),
    seed: z.number(),
  }),
);

/** How a result came to be. */
export const provenanceSchema = heldTo<Provenance>()(
  z.object({ command: z.string().optional(), experiment: z.unknown().optional() }),
);

const training = heldTo<TrainingRate>()(
  z.object({
    item: z.string(),
    items: count,
    steps: count,
    itemsPerSecond: z.number(),
    flopsPerNpu: z.number(),
    utilization: z.number().optional(),
  }),
);

const collective = heldTo<CollectiveRate>()(
  z.object({
    collective: kind,
    bytes: z.number(),
    algorithmBandwidth: z.number(),
    busBandwidth: z.number(),
  }),
);

const job = heldTo<JobResult>()(
  z.object({
    name: z.string(),
    ranks: z.array(count),
    start: z.number(),
    finish: z.number(),
    time: z.number(),
    compute: z.number(),
    alone: z.number().optional(),
    slowdown: z.number().optional(),
  }),
);

const npuView = heldTo<NpuView>()(
  z.object({ layers: z.array(layer), passFinish: numbers, dimensions: z.array(systemDimension) }),
);

const timePart = heldTo<TimePart>()(
  z.object({
    kind: z.enum(["compute", "dimension", "message", "memory", "cpu", "partner", "idle"]),
    dimension: count.nullable(),
    time: z.number(),
  }),
);

const damagedLink = heldTo<DamagedLink>()(z.object({ from: z.string(), to: z.string(), text: z.string() }));

const runPath = heldTo<RunPath>()(
  z.object({
    steps: z.array(
      z.object({
        kind: z.enum(["compute", "message", "endpoint", "other"]),
        rank: count,
        from: count.optional(),
        dimension: count.optional(),
        name: z.string().optional(),
        start: z.number(),
        end: z.number(),
      }),
    ),
    droppedSteps: count,
    times: z.object({
      compute: z.number(),
      endpoint: z.number(),
      other: z.number(),
      dimensions: numbers,
      message: z.number(),
    }),
  }),
);

const form = heldTo<Result>()(
  z.object({
    schema: z.literal("astra-ts/result@2"),
    version: z.string(),
    name: z.string(),
    network: z.string(),
    setup: setup.optional(),
    npus: count.min(1),
    topology: z.array(dimension).min(1).optional(),
    time: z.object({
      total: z.number(),
      npu: count,
      compute: z.number(),
      exposedCommunication: z.number(),
      undisturbed: z.number().optional(),
    }),
    bound: bound.optional(),
    breakdown: z.array(timePart).optional(),
    damagedLinks: z.array(damagedLink).optional(),
    boundBy: boundBy.nullable().optional(),
    npuFinish: numbers,
    npuCompute: numbers.optional(),
    bytesSent: numbers,
    seenFrom: count,
    layers: z.array(layer),
    passFinish: numbers,
    graph: graph.optional(),
    criticalPath: runPath.optional(),
    jobs: z.array(job).optional(),
    systemReport,
    npu0: npuView.optional(),
    collective: collective.optional(),
    training: training.optional(),
    provenance: provenanceSchema.optional(),
    timeline,
    networkReport,
    simulation: z.object({ events: count, wallSeconds: z.number(), ranks: count.optional() }),
    warnings: z.array(z.string()),
  }),
);

/** A saved {@link Result}: its keys, and what they must agree on. */
export const resultSchema = form.superRefine((result, context) => {
  const disagree = (path: string[], problem: string, expected: string): void =>
    context.addIssue({ code: "custom", path, message: problem, params: { problem, expected } });
  const { npus, npuFinish, npuCompute, bytesSent, timeline, topology, systemReport, boundBy } = result;
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
  const { overview } = timeline;
  if (overview?.lanes.some(({ rank }) => !recorded.has(rank)))
    disagree(["timeline", "overview"], "a lane of a rank that is not recorded", "ranks of timeline.ranks");
  if (overview?.lanes.some(({ main }) => main.some((name) => name >= overview.names.length)))
    disagree(["timeline", "overview"], "a name that is not listed", `below ${overview.names.length}`);
  if (result.jobs?.some(({ ranks }) => ranks.some((rank) => rank >= npus)))
    disagree(["jobs"], "a job on an NPU that the machine has not", `NPUs below ${npus}`);
  const dimensions = systemReport.dimensions.length;
  if (systemReport.phases?.some(({ dimension }) => dimension >= dimensions))
    disagree(["systemReport", "phases"], "a phase of a dimension that is not there", `below ${dimensions}`);
  if ((boundBy?.dimension ?? 0) >= Math.max(dimensions, 1))
    disagree(["boundBy", "dimension"], "there is no such dimension", `below ${dimensions}`);
});
