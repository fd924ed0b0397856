import type { AstraError, Registry } from "@astra-ts/core";
import { formatCount, isAstraError } from "@astra-ts/core";
import { readLogicalDimensions } from "@astra-ts/formats";
import { readBookSimConfiguration } from "@astra-ts/net-packet";
import { importedFigures } from "@astra-ts/workload-gen";
import { readNetworkFile } from "../astra-sim/network-file.js";
import { readSystemFile } from "../astra-sim/system-file.js";
import { readWorkloadFile } from "../astra-sim/workload-file.js";
import { readModelFile } from "../files/read-model-file.js";
import { readText } from "../files/read-text.js";
import { readSource } from "../files/source.js";
import { adviceFor, type KnownFormat } from "../recognition/look/known-format.js";
import { otherFormat } from "../recognition/refuse-other.js";
import { readSaved } from "../results/result-files.js";
import { readCollectiveFile } from "../traces/collective-file.js";
import { readTraces } from "../traces/read-traces.js";
import { readTaskGraphFile, taskGraphText } from "./import-task-graph.js";

/** What was found of a file that is no experiment. */
export interface OtherFile {
  /** As a noun. */
  readonly format: string;
  /** What it says, in a few words. */
  readonly summary?: string;
  /** What to do with it, a sentence. */
  readonly advice?: string | undefined;
  readonly problems: readonly AstraError[];
  readonly warnings: readonly string[];
}

/** Reads a file of another kind than an experiment as far as it can be read by itself. */
export function validateOther(file: string, format: KnownFormat, registry: Registry): OtherFile {
  const warnings: string[] = [];
  const found = { format: format.name, advice: adviceFor(format, file), warnings };
  try {
    if (format.reader === undefined) throw otherFormat({ file }, format);
    const summary = summaryOf(file, format, registry, (message) => void warnings.push(message));
    return { ...found, summary, problems: [] };
  } catch (error) {
    if (!isAstraError(error)) throw error;
    return { ...found, problems: [error] };
  }
}

function summaryOf(
  file: string,
  { reader }: KnownFormat,
  registry: Registry,
  warn: (message: string) => void,
): string {
  if (reader === "network") {
    const { npus, dimensions } = readNetworkFile(file, { registry, warn }).topology;
    return `${counted(npus, "NPU")}: ${dimensions.map(({ shape, npus: size }) => `${shape} of ${size}`).join(", ")}`;
  }
  if (reader === "system") {
    const { options } = readSystemFile(file, { warn });
    const { preferredDatasetSplits = 1, schedulingPolicy = "LIFO" } = options;
    return `collectives in ${preferredDatasetSplits} chunks, ${schedulingPolicy}`;
  }
  if (reader === "model") return summaryOfModel(file, warn);
  if (reader === "task graph") return taskGraphText(readTaskGraphFile(file));
  if (reader === "traces") return summaryOfTrace(file, warn);
  if (reader === "collective") return summaryOfCollective(file, warn);
  if (reader === "logical")
    return `dimensions of ${readLogicalDimensions(readSource(file, "file").value).join(" x ")}`;
  if (reader === "groups" || reader === "memory") return summaryOfMap(readSource(file, "file").value);
  if (reader === "traffic") {
    const given = readBookSimConfiguration(readText(file, "configuration of BookSim"), file).given();
    return counted(Object.keys(given).length, "parameter");
  }
  if (reader === "results") return `a saved ${readSaved(file).kind}`;
  const { workload } = readWorkloadFile(file, { registry, warn });
  if (workload.kind === "layers")
    return `${counted(workload.layers.length, "layer")}, training loop ${workload.trainingLoop}`;
  return workload.kind === "graph" ? `graphs of ${counted(workload.ranks.length, "NPU")}` : "one collective";
}

/** A model's parameters and the arithmetic of its forward pass. */
function summaryOfModel(file: string, warn: (message: string) => void): string {
  const model = readModelFile(file);
  for (const warning of model.warnings) warn(`${file}: ${warning}`);
  const { parameters, forwardFlops } = importedFigures(model);
  return `${counted(parameters, "parameter")}, ${forwardFlops.toPrecision(4)} FLOP forward per sample, ${counted(model.operators.length, "operator")}`;
}

/** One rank's trace, by its nodes; its groups stand in another file. */
function summaryOfTrace(file: string, warn: (message: string) => void): string {
  const { workload } = readTraces(file, { ranks: 1, unknownGroups: "leave", warn });
  const [nodes] = workload.ranks;
  return `one rank's trace of ${counted(nodes?.length ?? 0, "node")}`;
}

function summaryOfCollective(file: string, warn: (message: string) => void): string {
  const { kinds = [], graph } = readCollectiveFile(file, { warn });
  const nodes = graph.ranks.reduce((sum, { length }) => sum + length, 0);
  return `${kinds.join(", ")} of ${counted(graph.ranks.length, "NPU")}, ${counted(nodes, "operation")} in all`;
}

function summaryOfMap(value: unknown): string {
  const keys = Object.keys(value as object);
  const type = (value as { "memory-type"?: unknown })["memory-type"];
  return type === undefined ? counted(keys.length, "group") : String(type);
}

function counted(count: number, what: string): string {
  return `${formatCount(count)} ${what}${count === 1 ? "" : "s"}`;
}
