import type { JobWorkload, Origins, Registry, Topology } from "@astra-ts/core";
import type { ExperimentDocument } from "@astra-ts/core/document";
import { type GraphOptionsInput, graphRulesOfAstraSim2 } from "@astra-ts/workload";
import { readGroupsFile, readRemoteMemoryFile } from "../astra-sim/side-files.js";
import { readWorkloadFile } from "../astra-sim/workload-file.js";
import { readTraces } from "../traces/read-traces.js";
import { traceNames, tracesThere } from "../traces/trace-names.js";
import { generatedWorkload } from "./generated-workload.js";
import { inlineOrigins, inlineWorkload } from "./inline-workload.js";
import { withOwn } from "./with-own.js";

/** What ASTRA-sim 2.x's system file says of graphs. */
export interface GraphSettings {
  readonly rules: GraphOptionsInput;
  /** Collective algorithms by the id of the node that they do. */
  readonly algorithms: ReadonlyMap<string, string>;
}

/** What a workload is read with. */
export interface WorkloadSurroundings {
  readonly registry: Registry;
  /** The machine that runs it; absent where it is looked at without one. */
  readonly topology?: Topology | undefined;
  readonly graphs?: GraphSettings | undefined;
  /** The GPU of a machine by name. */
  readonly accelerator?: string | undefined;
  readonly warn: (message: string) => void;
}

/** A workload with the options of its model, and where everything comes from. */
export interface WorkloadContent {
  readonly workload: JobWorkload;
  readonly workloadOptions?: unknown;
  readonly origins: Origins;
}

/** What one job does, as an experiment says it. */
export type WorkloadDocument = NonNullable<ExperimentDocument["workload"]>;
type TraceForm = Extract<WorkloadDocument, { trace: string }>;

/** The workload of an experiment, or of one of its jobs. */
export function readWorkload(
  workload: WorkloadDocument,
  surroundings: WorkloadSurroundings,
): WorkloadContent {
  if ("trace" in workload) return readTraceForm(workload, surroundings);
  const { passes, computeScale, communicationScale } = workload;
  const scaling = { passes, computeScale, communicationScale };
  if ("collective" in workload) {
    return {
      workload: {
        kind: "collective",
        collective: workload.collective,
        bytes: workload.size,
        ...(workload.root === undefined ? {} : { root: workload.root }),
      },
      workloadOptions: scaling,
      origins: new Map([["workload.bytes", { field: "workload.size" }]]),
    };
  }
  if ("model" in workload) return generatedWorkload(workload, surroundings);
  if (!("file" in workload))
    return { workload: inlineWorkload(workload), workloadOptions: scaling, origins: inlineOrigins(workload) };
  const { registry, graphs, warn } = surroundings;
  const read = readWorkloadFile(workload.file, { registry, format: workload.format, warn });
  const origins = withOwn(read.origins, "workload", Object.keys(scaling));
  const rules = read.workload.kind === "graph" ? graphs?.rules : undefined;
  return { ...read, origins, workloadOptions: { ...rules, ...scaling } };
}

/** Traces run by the rules of ASTRA-sim 2.x, unless the experiment says otherwise. */
function readTraceForm(form: TraceForm, { topology, graphs, warn }: WorkloadSurroundings): WorkloadContent {
  const { trace, groups, dependencies, remoteMemory, ...options } = form;
  const memory = typeof remoteMemory === "string" ? readRemoteMemoryFile(remoteMemory) : remoteMemory;
  const workloadOptions = {
    ...graphRulesOfAstraSim2,
    ...graphs?.rules,
    ...options,
    ...(memory === undefined ? {} : { remoteMemory: memory }),
  };
  const read = readTraces(trace, {
    ranks: topology?.npus ?? tracesThere(traceNames(trace)),
    ...(topology === undefined ? {} : { dimensions: topology.dimensions.length }),
    tensors: workloadOptions.memoryUse === true,
    algorithms: graphs?.algorithms ?? new Map(),
    ...(groups === undefined
      ? {}
      : { groups: typeof groups === "string" ? readGroupsFile(groups) : new Map(Object.entries(groups)) }),
    ...(dependencies === undefined ? {} : { dependencies }),
    warn,
  });
  const own = ["remoteMemory", ...Object.keys(options)].map(
    (key) => [`workload.${key}`, { field: `workload.${key}` }] as const,
  );
  return { ...read, workloadOptions, origins: new Map([...read.origins, ...own]) };
}
