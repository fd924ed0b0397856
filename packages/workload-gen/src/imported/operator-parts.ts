import type { Operation } from "@astra-ts/core";
import { type Part, part } from "../plan/part.js";
import type { CollectiveStep, Step } from "../plan/planned-layer.js";
import { compute } from "../plan/steps.js";
import type { Dependence } from "./dependence.js";
import type { ModelGraph, ModelOperator } from "./graph/model-graph.js";
import { type ElementWork, operationOf, type Share, type Work } from "./graph/work.js";
import type { OperatorDivision } from "./tensor-division.js";

/** What the passes of a layer are made with. */
export interface PartSettings {
  readonly graph: ModelGraph;
  readonly divisions: readonly OperatorDivision[];
  readonly dependence: Dependence;
  readonly tensor: number;
  /** Times the batch of the file, for what grows with it. */
  readonly batch: number;
  readonly bytesPerElement: number;
}

/** The three passes of some operators on one NPU. */
export interface Passes {
  readonly forward: Step[];
  readonly inputGradient: Step[];
  readonly weightGradient: Step[];
}

/** The passes of the operators of a layer; neighbours that work on elements are one kernel, as compilers make them. */
export function passesOf(operators: readonly number[], label: string, settings: PartSettings): Passes {
  const { graph, divisions, dependence, tensor, bytesPerElement } = settings;
  const passes: Passes = { forward: [], inputGradient: [], weightGradient: [] };
  const backward: { input: Step[]; weight: Step[] }[] = [];
  for (const run of kernels(operators, settings)) {
    const operator = graph.operators[run.at]!;
    const division = divisions[run.at]!;
    const share: Share = { batch: batchOf(run.at, settings), tensor, along: division.along };
    const own = run.work.map((work) => partOf(work, operationOf(work, share, { bytesPerElement, label })));
    passes.forward.push(...compute(...own.flatMap(({ forward }) => forward)));
    const sum = (name: string, elements: number): CollectiveStep => ({
      kind: "collective",
      name,
      collective: "all-reduce",
      bytes: Math.ceil(elements * batchOf(run.at, settings)) * bytesPerElement,
      group: "tensor",
    });
    const results = operator.outputs.reduce((total, name) => total + dependence.elements(name), 0);
    if (division.sumsResult) passes.forward.push(sum("sum of results", results));
    if (!learns(operator, settings)) continue;
    const goesOn = operator.inputs.some((name) => dependence.fromParameter.has(name));
    const input = goesOn ? compute(...own.toReversed().flatMap(({ inputGradient }) => inputGradient)) : [];
    if (goesOn && division.sumsGradientOf !== undefined)
      input.push(sum("gradient of the input", dependence.elements(division.sumsGradientOf)));
    backward.push({
      input,
      weight: compute(...own.toReversed().flatMap(({ weightGradient }) => weightGradient)),
    });
  }
  for (const { input, weight } of backward.toReversed()) {
    passes.inputGradient.push(...input);
    passes.weightGradient.push(...weight);
  }
  return passes;
}

/** How an operator's work grows: what does not follow from an input stays. */
export function batchOf(at: number, { graph, dependence, batch }: PartSettings): number {
  return graph.operators[at]!.inputs.some((name) => dependence.fromInput.has(name)) ? batch : 1;
}

function learns({ inputs }: ModelOperator, { graph, dependence }: PartSettings): boolean {
  return inputs.some((name) => graph.parameters.has(name) || dependence.fromParameter.has(name));
}

/** Backward, a product of two activations has two gradients of inputs, and a bias is summed. */
function partOf(work: Work, operation: Operation): Part {
  const own = part(operation);
  if (work.kind !== "product") return own;
  if (!work.isWeighted)
    return { ...own, inputGradient: [...own.inputGradient, ...own.weightGradient], weightGradient: [] };
  if (!work.hasBias || operation.kind !== "gemm") return own;
  const { m: rows, n: width, bytesPerElement, label } = operation;
  const bias: Operation = {
    kind: "reduction",
    rows,
    width,
    bytesPerElement,
    ...(label === undefined ? {} : { label }),
  };
  return { ...own, weightGradient: [...own.weightGradient, bias] };
}

interface Kernel {
  /** Operator whose division and collectives it has. */
  readonly at: number;
  readonly work: readonly Work[];
}

/** Work in order, with runs of operators on as many elements put together. */
function kernels(operators: readonly number[], { graph, divisions }: PartSettings): Kernel[] {
  const found: Kernel[] = [];
  let run: { at: number; work: ElementWork; made: Set<string>; read: Set<string> } | undefined;
  const close = (): void => {
    if (run !== undefined)
      found.push({ at: run.at, work: [{ ...run.work, inputs: Math.max(1, run.read.size) }] });
    run = undefined;
  };
  for (const at of operators) {
    const { work, inputs, outputs, isView } = graph.operators[at]!;
    const [only] = work;
    if (work.length !== 1 || only?.kind !== "element-wise") {
      if (work.length > 0) {
        close();
        found.push({ at, work });
      } else if (isView && run !== undefined && inputs.some((name) => run?.made.has(name)))
        for (const name of outputs) run.made.add(name);
      continue;
    }
    const isSame = run?.work.elements === only.elements && divisions[run.at]!.along === divisions[at]!.along;
    if (run === undefined || !isSame) {
      close();
      run = { at, work: only, made: new Set(), read: new Set() };
    } else
      run.work = {
        ...run.work,
        operations: run.work.operations + only.operations,
        function: run.work.function === only.function ? only.function : "fused",
      };
    const isLarge = (name: string): boolean => name !== "" && !graph.parameters.has(name);
    for (const name of inputs) if (isLarge(name) && !run.made.has(name)) run.read.add(name);
    for (const name of outputs) run.made.add(name);
  }
  close();
  return found;
}
