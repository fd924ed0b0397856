import { AstraError, type GraphWorkload, type LayerWorkload, simulate, writeGraph } from "@astra-ts/core";
import { writeWorkloadText } from "@astra-ts/workload";
import {
  exportedBatch,
  findModel,
  type GeneratedWorkload,
  generateWorkload,
  importWorkload,
  type SearchPoint,
  searchCandidate,
  searchPoints,
} from "@astra-ts/workload-gen";
import { type ComputeFlags, chooseCompute } from "../compute/choose-compute.js";
import { buildExperiment } from "../experiment/build.js";
import { documentOf, loadExperiment } from "../experiment/load.js";
import { networkChoices } from "../experiment/network-choices.js";
import { parseOverride } from "../experiment/set-override.js";
import { readModelFile } from "../files/read-model-file.js";
import { writeAtomically } from "../files/write-atomically.js";
import { writeOutput } from "../files/write-output.js";
import { dataTypes } from "../flags/choices.js";
import { memoryBudgets } from "../limits/memory-budgets.js";
import { showWarnings } from "../terminal/messages.js";
import { print } from "../terminal/print.js";
import { progressLine } from "../terminal/progress.js";
import { pointText, type SearchReport, type SearchRow } from "../terminal/search-report.js";
import { renderSearch, searchPage } from "../terminal/search-table.js";
import { type PluginFlags, pluginModulesOf, registryWith } from "./plugin-flags.js";

export interface SearchFlags extends ComputeFlags, PluginFlags {
  readonly model?: string;
  readonly import?: string;
  readonly batch?: number;
  readonly sequenceLength?: number;
  readonly maxMicrobatches: number;
  readonly fullySharded: boolean;
  readonly checkpointing?: "none" | "selective" | "full";
  readonly dtype?: string;
  readonly memory?: number;
  readonly output?: string;
  readonly report?: string;
  readonly top: number;
  readonly network?: string;
  readonly set: string[];
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Finds the parallelism of the shortest step. */
export async function search(file: string, flags: SearchFlags): Promise<void> {
  if ((flags.model === undefined) === (flags.import === undefined))
    throw new AstraError("MISSING_VALUE", {
      field: "--model",
      problem:
        flags.model === undefined ? "no model is given" : "both a model of the zoo and a file are given",
      expected: "--model with a model of the zoo, or --import with a file",
    });
  const loaded = loadExperiment(file, flags.set.map(parseOverride));
  const document = documentOf(loaded);
  const registry = await registryWith(pluginModulesOf(document.plugins, flags, loaded.locate));
  const named = networkChoices(document);
  if (flags.network !== undefined) registry.get("networks", flags.network, "--network");
  const network =
    flags.network === undefined
      ? named[0]!
      : (named.find(({ name }) => name === flags.network) ?? { name: flags.network });
  const { experiment, warnings } = buildExperiment(loaded, registry, network);
  const { npus } = experiment.topology;
  const compute = chooseCompute(flags, registry, false);
  const { name, batch, generate } = generatorOf(flags, compute, npus);
  const points = searchPoints({
    npus,
    batch,
    maxMicrobatches: flags.maxMicrobatches,
    fullySharded: flags.fullySharded,
  });
  const candidates = points.map((point) => searchCandidate(point, generate));
  const rows: SearchRow[] = candidates.flatMap((candidate) => {
    if (candidate.verdict === "possible") return [];
    const { point, ...found } = candidate;
    return [{ ...point, ...found }];
  });
  // The most promising first: the sooner a short step is known, the more need not be simulated.
  const possible = candidates
    .filter((candidate) => candidate.verdict === "possible")
    .sort((a, b) => a.leastTime - b.leastTime);
  let best: { time: number; workload: GraphWorkload | LayerWorkload } | undefined;
  const simulated: SearchRow[] = [];
  for (const [index, { point, generated, leastTime }] of possible.entries()) {
    const memory = Math.max(...generated.memory.map(({ total }) => total));
    if (best !== undefined && leastTime >= best.time) {
      rows.unshift({ ...point, verdict: "cannot be the shortest", leastTime, memory });
      continue;
    }
    const label = `${index + 1} of ${possible.length}: ${pointText(point)}`;
    const progress = progressLine(label, flags.quiet || flags.json);
    const { workload } = generated;
    try {
      const result = await simulate({ ...experiment, workload, workloadOptions: {} }, registry, {
        onProgress: progress.update,
        memory: memoryBudgets(undefined),
      });
      const time = result.time.total;
      simulated.push({ ...point, verdict: "simulated", time, leastTime, memory });
      if (best === undefined || time < best.time) best = { time, workload };
    } finally {
      progress.done();
    }
  }
  simulated.sort((a, b) => a.time! - b.time!);
  const report: SearchReport = {
    model: name,
    network: network.name,
    npus,
    batch,
    compute: compute.description,
    rows: [...simulated, ...rows],
  };
  if (best !== undefined && flags.output !== undefined) {
    const { workload } = best;
    writeAtomically(
      flags.output,
      workload.kind === "graph" ? writeGraph(workload) : writeWorkloadText(workload),
    );
  }
  if (flags.report !== undefined) writeOutput(flags.report, searchPage(report), flags);
  if (flags.json) {
    print(`${JSON.stringify(report, null, 2)}\n`);
    return;
  }
  showWarnings(warnings);
  print(`${renderSearch(report, flags.top)}\n`);
}

interface Generator {
  readonly name: string;
  readonly batch: number;
  readonly generate: (point: SearchPoint) => GeneratedWorkload;
}

function generatorOf(flags: SearchFlags, compute: ReturnType<typeof chooseCompute>, npus: number): Generator {
  const { checkpointing } = flags;
  const common = {
    bytesPerElement: flags.dtype === undefined ? 2 : dataTypes[flags.dtype]!,
    compute: compute.timer,
    memory: flags.memory ?? compute.memory,
  };
  if (flags.import !== undefined) {
    const model = readModelFile(flags.import);
    const batch = flags.batch ?? exportedBatch(model) * npus;
    const generate = (point: SearchPoint) =>
      importWorkload({ ...common, model, batch, parallelism: { ...point, checkpointing } });
    return { name: model.name, batch, generate };
  }
  const model = findModel(flags.model!);
  const batch = flags.batch ?? npus;
  const generate = (point: SearchPoint) =>
    generateWorkload({
      ...common,
      model,
      batch,
      sequence: flags.sequenceLength,
      parallelism: { ...point, checkpointing },
      format: model.family === "recommendation" ? "auto" : "graph",
    });
  return { name: model.name, batch, generate };
}
