import type { Glimpse } from "./glimpse.js";

/** What of the command reads a file. */
export type Reader =
  | "experiment"
  | "network"
  | "logical"
  | "system"
  | "workload"
  | "model"
  | "task graph"
  | "traces"
  | "collective"
  | "groups"
  | "memory"
  | "results"
  | "traffic"
  | "measured";

/** A kind of file that people of this field have, whether it is read here or not. */
export interface KnownFormat {
  /** As a noun: `an MSCCL algorithm (XML)`. */
  readonly name: string;
  /** True for a file that is meant to be of this kind, be it right or wrong. Never throws. */
  readonly recognizes: (glimpse: Glimpse) => boolean;
  /** What reads it; absent where nothing does. */
  readonly reader?: Reader;
  /** True for one that goes with a flag of its own, which the advice tells. */
  readonly goesWithFlag?: boolean;
  /** What to do with it, in a sentence, where that is more than its reader tells. */
  readonly advice?: string;
}

/** What to do with a file that is read, by what reads it. `{file}` stands for the file. */
const adviceOfReaders: Readonly<Record<Reader, string>> = {
  experiment: "Run it: astra-ts run {file}",
  network: "Give it by --network-configuration, or name it in an experiment: topology: { file: {file} }",
  logical:
    "It goes with a machine of nodes and links, as those for ns-3: --logical-topology-configuration, or topology: { file: …, logical: {file} } in an experiment.",
  system: "Give it by --system-configuration, or name it in an experiment: system: { file: {file} }",
  workload:
    "Give it by --workload-configuration, or name it in an experiment: workload: { file: {file} }. What it consists of: astra-ts workload inspect {file}",
  model:
    "Make a workload of it: astra-ts workload import {file} --tensor 4 --data 8 --output workload.json. What it consists of: astra-ts workload inspect {file}",
  "task graph":
    "Make a workload and an experiment of it: astra-ts workload import {file} --output workload.json --experiment experiment.yaml",
  traces:
    "Give the traces of all ranks by --workload-configuration=<what stands before .0.et>, or name them in an experiment: workload: { trace: <name>.{rank}.et }. What they consist of: astra-ts workload inspect {file}",
  collective:
    "Name it in an experiment: system: { collectiveGraphs: { mine: {file} }, allReduceImplementation: [mine] } (or allGatherImplementation and so on, for what it does), or in a system file of ASTRA-sim 2.x: all-reduce-implementation-custom.",
  groups: "It goes with --comm-group-configuration.",
  memory: "It goes with --remote-memory-configuration.",
  results: "Show it: astra-ts show {file}",
  traffic: "Run its synthetic traffic: astra-ts traffic --booksim-config {file}",
  measured:
    "Set predictions beside it: astra-ts compute {file} --accelerator h100; or make a GPU of it: astra-ts calibrate {file} --output my-gpu.json",
};

/** What to do with a file of this kind. */
export function adviceFor({ reader, advice }: KnownFormat, file: string): string | undefined {
  const text = advice ?? (reader === undefined ? undefined : adviceOfReaders[reader]);
  return text?.replaceAll("{file}", file);
}

/** True where an object has all of these keys. */
export function hasKeys({ keys }: Glimpse, ...names: readonly string[]): boolean {
  return names.every((name) => keys.has(name));
}

/** True where it has one of them. */
export function hasAnyKey({ keys }: Glimpse, ...names: readonly string[]): boolean {
  return names.some((name) => keys.has(name));
}
