import { basename, extname } from "node:path";
import {
  type AstraError,
  type Choice,
  createGraphTopology,
  createTopology,
  type Experiment,
  type ExperimentDocument,
  isAstraError,
  type Origin,
  type Origins,
  type Registry,
  toldOf,
  type Workload,
} from "@astra-ts/core";
import { type NetworkFileContent, readNetworkFile } from "../astra-sim/network-file.js";
import { readSystemFile } from "../astra-sim/system-file.js";
import { readWorkloadFile } from "../astra-sim/workload-file.js";
import { inlineOrigins, inlineWorkload } from "./inline-workload.js";
import { documentOf, type LoadedExperiment } from "./load.js";

/** An experiment on one network backend, ready to run. */
export interface BuiltExperiment {
  readonly experiment: Experiment;
  /** What the input files' readers want the user to know. */
  readonly warnings: readonly string[];
  /** False where ASTRA-sim's system file switches the CSV files of layers off (`seprate-log: 0`, sic). */
  readonly writesCsv: boolean;
  /** An error of the run with file, line and key of the field that it names, in whatever file that is. */
  locate(error: AstraError): AstraError;
}

/** Builds the experiment of a file for one network backend. Throws an `AstraError` that names file and line. */
export function buildExperiment(
  loaded: LoadedExperiment,
  registry: Registry,
  network?: Choice,
): BuiltExperiment {
  const document = documentOf(loaded);
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  try {
    const machine = readTopology(document, warn);
    const { workload, workloadOptions, origins } = readWorkload(document, registry, warn);
    const { system, writesCsv, origins: systemOrigins } = readSystem(document, machine, warn);
    const chosen = network ?? networkChoices(document)[0]!;
    const experiment: Experiment = {
      name: document.name ?? basename(loaded.file, extname(loaded.file)),
      topology: machine.topology,
      network: { name: chosen.name, options: optionsFor(chosen, machine.networkOptions) },
      system,
      workload,
      workloadOptions,
      ...(document.seed === undefined ? {} : { seed: document.seed }),
      ...(document.symmetry === undefined ? {} : { symmetry: document.symmetry }),
      ...(document.timeline === undefined ? {} : { timeline: document.timeline }),
    };
    const all: Origins = new Map([
      ...machine.origins,
      ...systemOrigins,
      ...origins,
      ...originsOfNetwork(document, chosen),
    ]);
    return { experiment, warnings, writesCsv, locate: (error) => loaded.locate(toldOf(error, all)) };
  } catch (error) {
    throw isAstraError(error) ? loaded.locate(error) : error;
  }
}

/** Where the options of a backend stand that is one of several. */
function originsOfNetwork({ networks }: ExperimentDocument, { name }: Choice): [string, Origin][] {
  const index =
    networks?.findIndex((choice) => (typeof choice === "string" ? choice : choice.backend) === name) ?? -1;
  return index < 0 ? [] : [["network", { field: `networks.${index}` }]];
}

/** The backends that an experiment names: `networks`, or the one `network`, or `analytical`. */
export function networkChoices(document: ExperimentDocument): Choice[] {
  return (document.networks ?? [document.network ?? "analytical"]).map((choice) => {
    if (typeof choice === "string") return { name: choice };
    const { backend, ...options } = choice;
    return { name: backend, options };
  });
}

const noOrigins: Origins = new Map();
const nothingImplied = { networkOptions: {}, systemOptions: {}, origins: noOrigins };

/** The machine of an experiment, and what its file says of other layers. */
export function readTopology(
  { topology }: ExperimentDocument,
  warn: (message: string) => void,
): NetworkFileContent {
  if (Array.isArray(topology)) return { topology: createTopology(topology), ...nothingImplied };
  if ("nodes" in topology) {
    const { overrides, ...graph } = topology;
    return { topology: createGraphTopology(graph, { overrides }), ...nothingImplied };
  }
  if ("file" in topology) {
    const content = readNetworkFile(topology.file, { overrides: topology.overrides, warn });
    return { ...content, origins: withOwn(content.origins, "topology", ["overrides"]) };
  }
  const { dimensions, overrides } = topology;
  const origins: Origins = new Map(
    dimensions.map((_, index) => [`topology.${index}`, { field: `topology.dimensions.${index}` }]),
  );
  try {
    return { ...nothingImplied, topology: createTopology(dimensions, { overrides }), origins };
  } catch (error) {
    throw isAstraError(error) ? toldOf(error, origins) : error;
  }
}

/** Options that the machine's file implies for a backend, under those that were given. */
export function optionsFor(
  { name, options }: Choice,
  implied: NetworkFileContent["networkOptions"],
): unknown {
  return { ...implied[name], ...(options as object | undefined) };
}

/** The system layer of an experiment on a machine. */
export function readSystem(
  { system = {} }: ExperimentDocument,
  { topology, systemOptions: implied }: NetworkFileContent,
  warn: (message: string) => void,
): { system: Choice; writesCsv: boolean; origins: Origins } {
  if (typeof system.file !== "string") {
    const { model, ...options } = system;
    const name = typeof model === "string" ? model : "astra";
    const choice = { name, options: { ...implied, ...options } };
    return { system: choice, writesCsv: true, origins: noOrigins };
  }
  const { file, ...options } = system;
  const content = readSystemFile(file, { dimensions: topology.dimensions.length, warn });
  return {
    system: { name: "astra", options: { ...implied, ...content.options, ...options } },
    writesCsv: content.writesCsv,
    origins: withOwn(content.origins, "system", Object.keys(options)),
  };
}

/** What stands beside `file` in the experiment is the experiment's own. */
function withOwn(origins: Origins, section: string, keys: readonly string[]): Origins {
  const own = keys.map((key) => `${section}.${key}`);
  const others = [...origins].filter(([path]) => !own.some((field) => path.startsWith(`${field}.`)));
  return new Map([...others, ...own.map((field) => [field, { field }] as const)]);
}

/** The workload of an experiment. */
export function readWorkload(
  { workload }: ExperimentDocument,
  registry: Registry,
  warn: (message: string) => void,
): { workload: Workload; workloadOptions?: unknown; origins: Origins } {
  if ("collective" in workload) {
    return {
      workload: { kind: "collective", collective: workload.collective, bytes: workload.size },
      origins: new Map([["workload.bytes", { field: "workload.size" }]]),
    };
  }
  const { passes, computeScale, communicationScale } = workload;
  const scaling = { passes, computeScale, communicationScale };
  if (!("file" in workload))
    return { workload: inlineWorkload(workload), workloadOptions: scaling, origins: inlineOrigins(workload) };
  const read = readWorkloadFile(workload.file, { registry, format: workload.format, warn });
  const origins = withOwn(read.origins, "workload", Object.keys(scaling));
  return { ...read, origins, ...(read.workload.kind === "layers" ? { workloadOptions: scaling } : {}) };
}
