import { basename, extname } from "node:path";
import {
  type AstraError,
  type Choice,
  createGraphTopology,
  createTopology,
  type Experiment,
  generateMachine,
  isAstraError,
  type Origin,
  type Origins,
  type Registry,
  toldOf,
  type Workload,
} from "@astra-ts/core";
import { type ExperimentDocument, generatedMachine } from "@astra-ts/core/document";
import type { SystemOptionsInput } from "@astra-ts/system";
import { readCustomCollectives } from "../astra-sim/custom-collectives.js";
import { graphRules } from "../astra-sim/graph-rules.js";
import { type NetworkFileContent, readNetworkFile } from "../astra-sim/network-file.js";
import { readSystemFile } from "../astra-sim/system-file.js";
import { withCollectiveFiles } from "./collective-files.js";
import { type JobsSurroundings, readJobs } from "./jobs.js";
import { documentOf, type LoadedExperiment } from "./load.js";
import { isMap } from "./merge.js";
import { dimensionsOfMachine, gpuOfMachine } from "./named-machine.js";
import { networkChoices } from "./network-choices.js";
import { type ReusedParts, reused } from "./reused-parts.js";
import { speedsOf } from "./speeds.js";
import { withOwn } from "./with-own.js";
import { type GraphSettings, readWorkload, type WorkloadSurroundings } from "./workload.js";

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

/** Builds the experiment of a file for one network backend, of parts that were built before where there are any that serve. Throws an `AstraError` that names file and line. */
export function buildExperiment(
  loaded: LoadedExperiment,
  registry: Registry,
  network?: Choice,
  reuse?: ReusedParts,
): BuiltExperiment {
  const document = documentOf(loaded);
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  try {
    const machine = reused(reuse?.machines, [document.topology, document.routing], warn, (told) =>
      readTopology(document, registry, told),
    );
    const system = readSystem(document, machine, warn);
    const { topology } = machine;
    const accelerator = gpuOfMachine(document.topology);
    const read = (told: (message: string) => void) =>
      readWork(document, machine, { registry, topology, graphs: system.graphs, accelerator, warn: told });
    // What jobs come to depends on everything else, so that theirs is read anew.
    const workloads = document.workload === undefined ? undefined : reuse?.workloads;
    const sizes = topology.dimensions.map(({ npus }) => npus);
    const graphs = [system.graphs?.rules, [...(system.graphs?.algorithms ?? [])]];
    const workload = reused(workloads, [document.workload, sizes, graphs, accelerator], warn, read);
    const parts = { machine, system, workload };
    return { ...joinParts(loaded, parts, network ?? networkChoices(document)[0]!), warnings };
  } catch (error) {
    throw isAstraError(error) ? loaded.locate(error) : error;
  }
}

/** What the parts of an experiment hold, each with the files that it names. */
export interface ExperimentParts {
  readonly machine: NetworkFileContent;
  readonly system: SystemContent;
  readonly workload: WorkContent;
}

/** The experiment on one backend, of parts that have been read. */
export function joinParts(
  loaded: LoadedExperiment,
  { machine, system, workload }: ExperimentParts,
  network: Choice,
): Omit<BuiltExperiment, "warnings"> {
  const document = documentOf(loaded);
  const speeds = speedsOf(document, machine.topology.npus);
  const experiment: Experiment = {
    name: document.name ?? basename(loaded.file, extname(loaded.file)),
    topology: machine.topology,
    network: { name: network.name, options: optionsFor(network, machine.networkOptions) },
    system: system.system,
    workload: workload.workload,
    workloadOptions: workload.workloadOptions,
    ...(speeds === undefined ? {} : { speeds }),
    ...(document.seed === undefined ? {} : { seed: document.seed }),
    ...(document.symmetry === undefined ? {} : { symmetry: document.symmetry }),
    ...(document.timeline === undefined ? {} : { timeline: document.timeline }),
  };
  const origins: Origins = new Map([
    ...machine.origins,
    ...system.origins,
    ...workload.origins,
    ...originsOfNetwork(document, network),
  ]);
  return {
    experiment,
    writesCsv: system.writesCsv,
    locate: (error) => loaded.locate(toldOf(error, origins)),
  };
}

/** What an experiment runs, with the options of its model, and where everything comes from. */
export interface WorkContent {
  readonly workload: Workload;
  readonly workloadOptions?: unknown;
  readonly origins: Origins;
}

/** What an experiment runs: its workload, or its jobs. */
export function readWork(
  document: ExperimentDocument,
  machine: NetworkFileContent,
  around: WorkloadSurroundings,
): WorkContent {
  if (document.workload !== undefined) return readWorkload(document.workload, around);
  const systemOf: JobsSurroundings["systemOf"] = (system, topology) =>
    readSystem({ ...document, system }, { ...machine, topology }, around.warn);
  return readJobs(document, { ...around, topology: machine.topology, systemOf });
}

/** Where the options of a backend stand that is one of several. */
function originsOfNetwork({ networks }: ExperimentDocument, { name }: Choice): [string, Origin][] {
  const index =
    networks?.findIndex((choice) => (typeof choice === "string" ? choice : choice.backend) === name) ?? -1;
  return index < 0 ? [] : [["network", { field: `networks.${index}` }]];
}

const noOrigins: Origins = new Map();
const nothingImplied = { networkOptions: {}, systemOptions: {}, origins: noOrigins };

/** The machine of an experiment, and what its file says of other layers. */
export function readTopology(
  { topology, routing }: ExperimentDocument,
  registry: Registry,
  warn: (message: string) => void,
): NetworkFileContent {
  if (Array.isArray(topology)) return { topology: createTopology(topology, { routing }), ...nothingImplied };
  if ("system" in topology) {
    const { system, nodes, networkBandwidth, overrides } = topology;
    const dimensions = dimensionsOfMachine(system, nodes, networkBandwidth);
    return { topology: createTopology(dimensions, { overrides, routing }), ...nothingImplied };
  }
  if ("nodes" in topology) {
    const { overrides, ...graph } = topology;
    return { topology: createGraphTopology(graph, { overrides, routing }), ...nothingImplied };
  }
  if ("generate" in topology) {
    const graph = generateMachine(generatedMachine(topology));
    const { overrides, grid = graph.grid } = topology;
    return { topology: createGraphTopology({ ...graph, grid }, { overrides, routing }), ...nothingImplied };
  }
  if ("file" in topology) {
    const { file, format, options, overrides, grid, logical: dimensions } = topology;
    const logical = { grid, file: dimensions };
    const content = readNetworkFile(file, { registry, format, options, overrides, routing, logical, warn });
    const own = ["format", "options", "overrides", "grid"];
    return { ...content, origins: withOwn(content.origins, "topology", own) };
  }
  const { dimensions, overrides } = topology;
  const origins: Origins = new Map(
    dimensions.map((_, index) => [`topology.${index}`, { field: `topology.dimensions.${index}` }]),
  );
  try {
    return { ...nothingImplied, topology: createTopology(dimensions, { overrides, routing }), origins };
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

/** What an experiment says of the system layer, and of the graphs that run on it. */
export interface SystemContent {
  readonly system: Choice;
  readonly writesCsv: boolean;
  readonly origins: Origins;
  /** From ASTRA-sim 2.x's system file. */
  readonly graphs?: GraphSettings;
}

/** The system layer of an experiment on a machine. */
export function readSystem(
  { system = {} }: ExperimentDocument,
  { topology, systemOptions: implied }: NetworkFileContent,
  warn: (message: string) => void,
): SystemContent {
  if (typeof system.file !== "string") {
    const { name, options } = systemChoice(system, warn);
    const choice = { name, options: { ...implied, ...options } };
    return { system: choice, writesCsv: true, origins: noOrigins };
  }
  const { file, ...written } = system;
  const options = withCollectiveFiles(written, warn);
  const content = readSystemFile(file, { dimensions: topology.dimensions.length, warn });
  const custom = readCustomCollectives(content, file, warn);
  return {
    system: {
      name: "astra",
      options: {
        ...implied,
        ...content.options,
        ...custom.options,
        ...options,
        ...bothGraphs(custom.options, options),
      },
    },
    writesCsv: content.writesCsv,
    origins: withOwn(new Map([...content.origins, ...custom.origins]), "system", Object.keys(options)),
    ...(content.graphs === undefined
      ? {}
      : { graphs: { rules: graphRules(content.graphs), algorithms: custom.algorithms } }),
  };
}

/** The system model that an experiment writes out, with its options. */
export function systemChoice(
  { model, ...options }: Readonly<Record<string, unknown>>,
  warn: (message: string) => void,
): Choice & { readonly options: Readonly<Record<string, unknown>> } {
  return { name: typeof model === "string" ? model : "astra", options: withCollectiveFiles(options, warn) };
}

/** Collectives of ASTRA-sim's system file and of the experiment stand side by side. */
function bothGraphs(
  { collectiveGraphs: custom }: SystemOptionsInput,
  { collectiveGraphs: own }: Readonly<Record<string, unknown>>,
): object {
  return custom === undefined || !isMap(own) ? {} : { collectiveGraphs: { ...custom, ...own } };
}
