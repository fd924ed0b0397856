import { basename, extname } from "node:path";
import {
  AstraError,
  type CollectiveKind,
  type JobWorkload,
  type Origins,
  parseSize,
  type Registry,
  type Topology,
} from "@astra-ts/core";
import { isTraceFile } from "../recognition/is-trace-file.js";
import { readTraces } from "../traces/read-traces.js";
import { namesTraces } from "../traces/trace-names.js";
import type { CustomCollectives } from "./custom-collectives.js";
import { graphRules } from "./graph-rules.js";
import { refuseTwoWorkloads, warningsOfIdleFiles } from "./idle-files.js";
import { givenFile, readGroupsFile, readRemoteMemoryFile, type SideFiles } from "./side-files.js";
import type { SystemFileContent } from "./system-file.js";
import { readWorkloadFile } from "./workload-file.js";

/** The flags that say what the NPUs do. */
export interface WorkloadFlags extends SideFiles {
  readonly workloadConfiguration?: string;
  readonly collective?: CollectiveKind;
  readonly size?: string;
  readonly root?: number;
  readonly numPasses: number;
  readonly commScale: number;
  readonly computeScale: number;
}

interface Surroundings {
  readonly registry: Registry;
  readonly topology: Topology;
  readonly system: SystemFileContent;
  readonly custom: CustomCollectives;
  readonly warn: (message: string) => void;
}

/** What the NPUs do, and its name. */
export interface FlagWorkload {
  readonly workload: JobWorkload;
  readonly name: string;
  readonly workloadOptions: object;
  readonly origins: Origins;
}

/** Reads the workload that the flags name: a collective, traces by their prefix, or a file. Throws an `AstraError` that names flag or file. */
export function readFlagWorkload(flags: WorkloadFlags, surroundings: Surroundings): FlagWorkload {
  refuseTwoWorkloads(flags);
  const { warn } = surroundings;
  const idle = (files: SideFiles): void => {
    for (const warning of warningsOfIdleFiles(files)) warn(warning);
  };
  const { collective, size, root, workloadConfiguration: file } = flags;
  if (collective !== undefined) {
    idle(flags);
    const bytes = parseSize(
      size ?? refuseMissing("--size", "the size of the collective", sizeHint),
      "--size",
    );
    return {
      workload: { kind: "collective", collective, bytes, ...(root === undefined ? {} : { root }) },
      name: collective,
      workloadOptions: scalesOf(flags),
      origins: new Map([["workload.root", { field: "--root" }]]),
    };
  }
  if (file === undefined)
    return refuseMissing(
      "--workload-configuration",
      "the workload file, or --collective and --size",
      filesHint,
    );
  if (namesTraces(file) || isTraceFile(file)) return readFlagTraces(file, flags, surroundings);
  const read = { ...readWorkloadFile(file, surroundings), name: basename(file, extname(file)) };
  switch (read.workload.kind) {
    case "graph":
      idle({ commGroupConfiguration: flags.commGroupConfiguration });
      return { ...read, workloadOptions: graphOptionsOf(flags, surroundings) };
    case "layers":
    case "collective":
      idle(flags);
      return { ...read, workloadOptions: scalesOf(flags) };
  }
}

function readFlagTraces(file: string, flags: WorkloadFlags, surroundings: Surroundings): FlagWorkload {
  const { topology, system, custom, warn } = surroundings;
  const groups = givenFile(flags.commGroupConfiguration);
  const read = readTraces(file, {
    ranks: topology.npus,
    dimensions: topology.dimensions.length,
    tensors: system.graphs?.tracksMemory ?? false,
    rooted: system.graphs === undefined ? "simulated" : "recorded",
    algorithms: custom.algorithms,
    ...(groups === undefined ? {} : { groups: readGroupsFile(groups) }),
    warn,
  });
  return { ...read, name: nameOfTraces(file), workloadOptions: graphOptionsOf(flags, surroundings) };
}

/** How graphs run: as the system file of 2.x and the file of remote memory say; by our own rules where there is no such system file. */
function graphOptionsOf(flags: WorkloadFlags, { system }: Surroundings): object {
  const file = givenFile(flags.remoteMemoryConfiguration);
  const remoteMemory = file === undefined ? undefined : readRemoteMemoryFile(file);
  const rules =
    system.graphs === undefined
      ? remoteMemory === undefined
        ? {}
        : { remoteMemory }
      : graphRules(system.graphs, remoteMemory);
  return { ...rules, ...scalesOf(flags) };
}

function scalesOf({ numPasses: passes, computeScale, commScale: communicationScale }: WorkloadFlags) {
  return { passes, computeScale, communicationScale };
}

/** `llama` for `traces/llama`, `traces/llama.{rank}.et` and `traces/llama.0.et`. */
function nameOfTraces(file: string): string {
  return basename(file).replace(/(?:\.(?:\{rank\}|\d+))?\.et$/, "");
}

const sizeHint = "Such as --size 1MiB.";
const filesHint =
  "ASTRA-sim's own files are given by --network-configuration, --system-configuration and --workload-configuration, all three.";

function refuseMissing(field: string, what: string, hint: string): never {
  throw new AstraError("MISSING_VALUE", { field, problem: `${what} is missing`, hint });
}
