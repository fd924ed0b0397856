import {
  AstraError,
  builtInShapes,
  didYouMean,
  isAstraError,
  type Registry,
  Run,
  type StandardSchema,
  schemaProblems,
  toldOf,
} from "@astra-ts/core";
import { checkDocument, type ExperimentDocument } from "@astra-ts/core/document";
import {
  type ExperimentParts,
  joinParts,
  optionsFor,
  readSystem,
  readTopology,
  readWork,
  type SystemContent,
  systemChoice,
} from "./build.js";
import type { LoadedExperiment } from "./load.js";
import { isMap } from "./merge.js";
import { gpuOfMachine } from "./named-machine.js";
import { namedNetworks, networkChoices } from "./network-choices.js";
import { readWorkload } from "./workload.js";

/** Everything that is wrong with an experiment as far as can be told without running it, located, each once. */
export function findProblems(loaded: LoadedExperiment, registry: Registry): AstraError[] {
  const { document, problems } = checkDocument(loaded.raw);
  const found =
    document === undefined
      ? [
          ...problems,
          ...problemsOfShapes(loaded.raw),
          ...problemsOfOptions(loaded.raw as Partial<ExperimentDocument>, registry),
        ]
      : problemsOfParts(loaded, document, registry);
  const located = found.map((problem) => loaded.locate(problem));
  return located.filter(
    (problem, index) => located.findIndex(({ message }) => message === problem.message) === index,
  );
}

/** Problems of a document that is in order as such: names, files, options, and what only shows when the layers are put together. */
function problemsOfParts(
  loaded: LoadedExperiment,
  document: ExperimentDocument,
  registry: Registry,
): AstraError[] {
  const problems: AstraError[] = [];
  const ignore = () => {};
  const machine = attempt(problems, () => readTopology(document, registry, ignore));
  const system = machine && attempt(problems, () => readSystem(document, machine, ignore));
  const accelerator = gpuOfMachine(document.topology);
  const topology = machine?.topology;
  const around = { registry, topology, graphs: system?.graphs, accelerator, warn: ignore };
  const workload = attempt(problems, () => {
    if (machine !== undefined) return readWork(document, machine, around);
    return document.workload === undefined ? undefined : readWorkload(document.workload, around);
  });
  problems.push(...problemsOfOptions(document, registry, { machine, system }));
  if (problems.length > 0 || !machine || !system || !workload) return problems;
  for (const choice of networkChoices(document)) {
    attempt(problems, () => {
      const { experiment, locate } = joinParts(loaded, { machine, system, workload }, choice);
      toldBy(locate, () => new Run(experiment, registry).close());
    });
  }
  return problems;
}

/** Problems in the options of the backends and of the system layer, and in their names. Also of a document of which other parts are wrong, and could not be read. */
export function problemsOfOptions(
  document: Partial<ExperimentDocument>,
  registry: Registry,
  { machine, system: known }: Partial<ExperimentParts> = {},
): AstraError[] {
  const problems: AstraError[] = [];
  for (const [index, choice] of namedNetworks(document).entries()) {
    if (choice === undefined) continue;
    const field = document.networks === undefined ? "network" : `networks.${index}`;
    const backend = attempt(problems, () => registry.get("networks", choice.name, field));
    if (backend === undefined) continue;
    const options = optionsFor(choice, machine?.networkOptions ?? {});
    problems.push(...problemsWith(backend.options, options, field, `the network backend "${choice.name}"`));
  }
  problems.push(...problemsBesideTraces(document, registry));
  const read = known ?? writtenSystem(document);
  if (read !== undefined) {
    const { system, origins } = read;
    const model = attempt(problems, () => registry.get("systems", system.name, "system.model"));
    const own =
      model === undefined
        ? []
        : problemsWith(model.options, system.options, "system", `the system model "${system.name}"`);
    problems.push(...own.map((problem) => toldOf(problem, origins)));
  }
  return problems;
}

/** Problems in the options that stand beside traces, whether these are there or not. */
function problemsBesideTraces({ workload }: Partial<ExperimentDocument>, registry: Registry): AstraError[] {
  if (!isMap(workload) || !("trace" in workload)) return [];
  const { trace: _trace, groups: _groups, dependencies: _dependencies, remoteMemory, ...others } = workload;
  const options = typeof remoteMemory === "string" ? others : { ...others, remoteMemory };
  return problemsWith(
    registry.get("workloads", "graph").options,
    options,
    "workload",
    "a workload of traces",
  );
}

/** Shapes that do not exist, of a document that is not fit to build a topology of. */
function problemsOfShapes({ topology }: LoadedExperiment["raw"]): AstraError[] {
  const list: unknown = isMap(topology) ? topology.dimensions : topology;
  const known = builtInShapes.map(({ name }) => name);
  if (!Array.isArray(list)) return [];
  return list.flatMap((dimension: unknown, index) => {
    const shape = isMap(dimension) ? dimension.shape : undefined;
    if (typeof shape !== "string" || known.includes(shape)) return [];
    return new AstraError("UNKNOWN_NAME", {
      field: `topology.${isMap(topology) ? "dimensions." : ""}${index}.shape`,
      problem: "unknown shape",
      found: shape,
      expected: `one of ${known.join(", ")}`,
      hint: didYouMean(shape, known),
    });
  });
}

/** Without a machine, a system file cannot be read, but options that are written out can. */
function writtenSystem({
  system,
}: Partial<ExperimentDocument>): Pick<SystemContent, "system" | "origins"> | undefined {
  if (typeof system !== "object" || system === null || "file" in system) return undefined;
  return { system: systemChoice(system, () => {}), origins: new Map() };
}

function problemsWith(schema: StandardSchema, options: unknown, field: string, what: string): AstraError[] {
  const result = schema["~standard"].validate(options ?? {});
  if (result instanceof Promise || result.issues === undefined) return [];
  return schemaProblems(schema, result.issues, options, field, what);
}

function attempt<Value>(problems: AstraError[], action: () => Value): Value | undefined {
  try {
    return action();
  } catch (error) {
    if (!isAstraError(error)) throw error;
    problems.push(error);
    return undefined;
  }
}

/** What an action throws, told about the file that it comes from. */
function toldBy(locate: (error: AstraError) => AstraError, action: () => void): void {
  try {
    action();
  } catch (error) {
    throw isAstraError(error) ? locate(error) : error;
  }
}
