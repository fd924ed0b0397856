import { AstraError, type Operation } from "@astra-ts/core";
import { divide } from "../plan/divide.js";
import type { Parallelism } from "../plan/parallelism.js";
import { part } from "../plan/part.js";
import { operationsOf, type ParameterShard, type Plan, type PlannedLayer } from "../plan/planned-layer.js";
import { compute } from "../plan/steps.js";
import { dependenceOf } from "./dependence.js";
import type { ModelGraph } from "./graph/model-graph.js";
import { layersOf, type OperatorLayer } from "./layers.js";
import { batchOf, type PartSettings, passesOf } from "./operator-parts.js";
import { balancedCuts } from "./pipeline-cuts.js";
import { tensorDivision, undividedShare } from "./tensor-division.js";

/** A model of a file, and how it is spread. */
export interface ImportedRequest {
  readonly graph: ModelGraph;
  readonly parallelism: Parallelism;
  readonly bytesPerElement: number;
  /** Samples of one training step, over all replicas. */
  readonly batch: number;
  /** ns that an operation takes, by which pipeline stages are balanced. */
  readonly time: (operation: Operation) => number;
}

/** Samples that a model of a file was exported with: the first size of its first input. */
export function exportedBatch({ inputs, shapes }: ModelGraph): number {
  return Math.max(1, shapes.get(inputs[0] ?? "")?.[0] ?? 1);
}

/**
 * Spreads a model over NPUs: its batch over replicas, products by pattern over tensor groups, runs of its modules over pipeline stages, balanced by their times. The
 * backward pass follows from the forward one. Throws INVALID_VALUE for what does not divide, UNSUPPORTED for a parallelism that files have not.
 */
export function planImported(request: ImportedRequest): Plan {
  const { graph, parallelism, bytesPerElement } = request;
  refuseOthers(parallelism);
  const by = { adjustable: true } as const;
  const { data, microbatches, tensor } = parallelism;
  const perReplica = divide({
    what: "samples in the batch",
    total: request.batch,
    by: "data degree",
    parts: data,
    field: "batch",
    ...by,
  });
  const samples = divide({
    what: "samples per replica",
    total: perReplica,
    by: "number of microbatches",
    parts: microbatches,
    field: "microbatches",
    ...by,
  });
  const dependence = dependenceOf(graph);
  const divisions = tensorDivision(graph, tensor, dependence);
  const settings: PartSettings = {
    graph,
    divisions,
    dependence,
    tensor,
    batch: samples / exportedBatch(graph),
    bytesPerElement,
  };
  const operatorLayers = layersOf(graph);
  const owned = new Set<string>();
  const kept = new Set<string>();
  const layers = operatorLayers.map((layer) => plannedLayer(layer, settings, owned, kept));
  const cuts = stageCuts(layers, operatorLayers, request, settings);
  const stageOf = (unit: number): number => cuts.filter((cut) => cut.unit <= unit).length;
  const shared = sharedParameters(graph, operatorLayers, stageOf);
  const left = tensor === 1 ? 0 : undividedShare(graph, divisions);
  return {
    layers: withLoss(withCopies(layers, operatorLayers, settings, shared, stageOf), settings),
    boundaryBytes: 0,
    cuts,
    blockInputBytes: meanInput(operatorLayers, settings),
    sharedEmbedding: [...shared].reduce((sum, name) => sum + shardOf(name, settings), 0),
    itemsPerMicrobatch: samples,
    warnings: [
      ...graph.warnings,
      ...(left < 0.005
        ? []
        : [
            `${Math.round(left * 100)} % of the products' operations are not divided: every NPU of a tensor group does them all`,
          ]),
    ],
  };
}

function refuseOthers({ expert, sequence, checkpointing }: Parallelism): void {
  const asked = [
    ["expert", expert, 1],
    ["sequence", sequence, false],
    ["checkpointing", checkpointing === "selective" ? checkpointing : "none", "none"],
  ] as const;
  for (const [field, found, expected] of asked) {
    if (found === expected) continue;
    throw new AstraError("UNSUPPORTED", {
      field,
      problem: "models of files are spread by data, tensor and pipeline parallelism only",
      found,
      expected: String(expected),
    });
  }
}

function plannedLayer(
  { name, unit, operators }: OperatorLayer,
  settings: PartSettings,
  owned: Set<string>,
  kept: Set<string>,
): PlannedLayer {
  const { graph, bytesPerElement } = settings;
  const parameters: ParameterShard[] = [];
  let activeParameters = 0;
  for (const at of operators)
    for (const parameter of graph.operators[at]!.parameters) {
      const { elements = 0, isTable = false } = graph.parameters.get(parameter) ?? {};
      if (!isTable || graph.operators[at]!.work[0]?.kind === "product") activeParameters += elements;
      if (owned.has(parameter)) continue;
      owned.add(parameter);
      parameters.push({ total: elements, perNpu: shardOf(parameter, settings), replicas: "data" });
    }
  return {
    name,
    unit,
    kind: "block",
    parameters,
    activeParameters,
    ...passesOf(operators, name, settings),
    activationBytes: Math.ceil(keptElements(operators, settings, kept) * bytesPerElement),
    selectiveBytes: 0,
  };
}

/** Elements of a parameter on one NPU. */
function shardOf(name: string, { graph, divisions, dependence }: PartSettings): number {
  const { elements = 0 } = graph.parameters.get(name) ?? {};
  const users =
    dependence.users.get(name) ??
    graph.operators.flatMap(({ parameters }, at) => (parameters.includes(name) ? [at] : []));
  const isVector = (graph.shapes.get(name)?.length ?? 1) < 2;
  const parts = users.map((at) => (isVector ? divisions[at]!.biasParts : divisions[at]!.parameterParts));
  return Math.ceil(elements / Math.max(1, ...parts));
}

/** Elements that the backward pass needs: inputs of all but views and sums, each once. */
function keptElements(operators: readonly number[], settings: PartSettings, kept: Set<string>): number {
  const { graph, divisions, dependence, tensor } = settings;
  let sum = 0;
  for (const at of operators) {
    const { work, inputs } = graph.operators[at]!;
    const [first] = work;
    if (
      first === undefined ||
      (first.kind === "element-wise" && /^(add|sub|copy|reduce)$/.test(first.function))
    )
      continue;
    const parts = /^(rows|between)$/.test(divisions[at]!.along) ? tensor : 1;
    for (const name of inputs) {
      const root = dependence.root(name);
      if (kept.has(root) || !dependence.fromParameter.has(root)) continue;
      kept.add(root);
      sum += (dependence.elements(root) * batchOf(at, settings)) / parts;
    }
  }
  return sum;
}

interface Cut {
  readonly unit: number;
  readonly bytes: number;
}

function stageCuts(
  layers: readonly PlannedLayer[],
  operatorLayers: readonly OperatorLayer[],
  { parallelism: { pipeline }, time }: ImportedRequest,
  settings: PartSettings,
): Cut[] {
  if (pipeline === 1) return [];
  const units = new Map<number, number>();
  for (const { unit, forward, inputGradient, weightGradient } of layers) {
    const own = operationsOf([...forward, ...inputGradient, ...weightGradient]);
    units.set(unit, (units.get(unit) ?? 0) + own.reduce((sum, operation) => sum + time(operation), 0));
  }
  if (pipeline > units.size)
    throw new AstraError("INVALID_VALUE", {
      field: "pipeline",
      problem: "there are more pipeline stages than modules to divide among them",
      found: pipeline,
      expected: `at most ${units.size}`,
    });
  const names = [...units.keys()];
  return balancedCuts([...units.values()], pipeline).map((start) => {
    const unit = names[start]!;
    return { unit, bytes: crossingBytes(unit, operatorLayers, settings) };
  });
}

/** Bytes of what is made before a unit and read in it or after it. */
function crossingBytes(
  unit: number,
  layers: readonly OperatorLayer[],
  { graph, dependence, batch, bytesPerElement }: PartSettings,
): number {
  const made = new Set(
    layers
      .filter((layer) => layer.unit < unit)
      .flatMap(({ operators }) => operators.flatMap((at) => graph.operators[at]!.outputs)),
  );
  const crossing = new Set<string>();
  for (const layer of layers)
    if (layer.unit >= unit)
      for (const at of layer.operators)
        for (const name of graph.operators[at]!.inputs)
          if (made.has(name) && dependence.fromParameter.has(name)) crossing.add(dependence.root(name));
  const elements = [...crossing].reduce((sum, name) => sum + dependence.elements(name), 0);
  return Math.ceil(elements * batch) * bytesPerElement;
}

function meanInput(layers: readonly OperatorLayer[], settings: PartSettings): number {
  const units = [...new Set(layers.map(({ unit }) => unit))];
  const bytes = units.map((unit) => crossingBytes(unit, layers, settings));
  return Math.ceil(bytes.reduce((sum, own) => sum + own, 0) / units.length);
}

/** Parameters that more than one stage reads. */
function sharedParameters(
  { operators }: ModelGraph,
  layers: readonly OperatorLayer[],
  stageOf: (unit: number) => number,
): Set<string> {
  const stages = new Map<string, Set<number>>();
  for (const layer of layers)
    for (const at of layer.operators)
      for (const name of operators[at]!.parameters) {
        const own = stages.get(name) ?? new Set();
        stages.set(name, own.add(stageOf(layer.unit)));
      }
  return new Set([...stages].filter(([, own]) => own.size > 1).map(([name]) => name));
}

/** A stage that reads a parameter of an earlier one holds a copy. */
function withCopies(
  layers: readonly PlannedLayer[],
  operatorLayers: readonly OperatorLayer[],
  settings: PartSettings,
  shared: ReadonlySet<string>,
  stageOf: (unit: number) => number,
): PlannedLayer[] {
  const held = new Set<string>();
  return layers.map((layer, index) => {
    const copies: ParameterShard[] = [];
    for (const at of operatorLayers[index]!.operators)
      for (const name of settings.graph.operators[at]!.parameters) {
        const place = `${name} ${stageOf(layer.unit)}`;
        if (!shared.has(name) || held.has(place)) continue;
        const isFirst = ![...held].some((other) => other.startsWith(`${name} `));
        held.add(place);
        if (!isFirst) copies.push({ total: 0, perNpu: shardOf(name, settings), replicas: "data" });
      }
    return copies.length === 0 ? layer : { ...layer, parameters: [...layer.parameters, ...copies] };
  });
}

/** What files leave out: a loss of the model's results, which has them all before the backward pass begins. */
function withLoss(layers: readonly PlannedLayer[], settings: PartSettings): PlannedLayer[] {
  const { graph, divisions, dependence, batch, bytesPerElement, tensor } = settings;
  const elements = graph.outputs.reduce((sum, name) => {
    const at = dependence.maker.get(dependence.root(name));
    const parts = at !== undefined && divisions[at]!.along === "columns" ? tensor : 1;
    return sum + (dependence.elements(name) * batch) / parts;
  }, 0);
  const loss = part({
    kind: "element-wise",
    elements: Math.max(1, Math.ceil(elements)),
    inputs: 1,
    operations: 2,
    function: "loss",
    bytesPerElement,
    label: "loss",
  });
  const last = layers.at(-1)!;
  return [
    ...layers.slice(0, -1),
    {
      ...last,
      forward: [...last.forward, ...compute(...loss.forward)],
      inputGradient: [...compute(...loss.inputGradient), ...last.inputGradient],
    },
  ];
}
