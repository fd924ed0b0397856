import { AstraError } from "@astra-ts/core";
import { joinAttention } from "./join-attention.js";
import {
  elementsOf,
  type ModelGraph,
  type ModelOperator,
  type RawGraph,
  type RawOperator,
} from "./model-graph.js";
import { type OperatorView, type Rule, refusal } from "./rules.js";

/**
 * Turns operators as the file has them into operators with work. Throws UNSUPPORTED for operators that no rule knows and that have a matrix of parameters, as nobody could
 * tell their floating-point operations; other unknown ones are told in a warning.
 */
export function lowerGraph(raw: RawGraph, rules: ReadonlyMap<string, Rule>, file: string): ModelGraph {
  const aliases = new Map<string, string>([...raw.parameters.keys()].map((name) => [name, name]));
  const unknown = new Map<string, number>();
  const operators: ModelOperator[] = [];
  const tables = new Set<string>();
  for (const operator of raw.operators) {
    const of = viewOf(operator, raw, aliases, file);
    const rule = rules.get(operator.type);
    if (rule === undefined) noteUnknown(operator, of, unknown);
    const done = rule?.(of) ?? [];
    const isView = done === "view";
    const own = operator.inputs.flatMap((name) => aliases.get(name) ?? []);
    if (isView && own.length > 0 && own[0] === aliases.get(operator.inputs[0]!))
      for (const output of operator.outputs) aliases.set(output, own[0]!);
    const work = isView ? [] : done;
    if (work[0]?.kind === "embedding") for (const name of own) tables.add(name);
    const parameters = [...new Set([...own, ...operator.folded])];
    const inputs = operator.inputs.map((name) => aliases.get(name) ?? name);
    operators.push({
      name: operator.name,
      type: operator.type,
      scope: operator.scope,
      inputs,
      outputs: operator.outputs,
      parameters: isView ? [] : parameters,
      work,
      isView,
    });
  }
  const { operators: _, constants: __, ...rest } = raw;
  const fused = new Set(
    raw.operators.filter((operator) => operator.isFusedAttention).map(({ name }) => name),
  );
  const parameters = new Map(
    [...raw.parameters].map(([name, parameter]) => [name, { ...parameter, isTable: tables.has(name) }]),
  );
  return {
    ...rest,
    parameters,
    operators: joinAttention(operators, raw.shapes, fused),
    warnings: unknown.size === 0 ? raw.warnings : [...raw.warnings, unknownWarning(unknown)],
  };
}

function viewOf(
  operator: RawOperator,
  raw: RawGraph,
  aliases: ReadonlyMap<string, string>,
  file: string,
): OperatorView {
  const refuse = refusal(operator, file);
  const shapeOf = (name: string, what: string): readonly number[] => {
    const shape = raw.shapes.get(name);
    if (shape !== undefined) return shape;
    throw refuse(
      `the shape of its ${what} "${name}" is not in the file and does not follow from other shapes`,
      "onnx.shape_inference.infer_shapes writes shapes into an ONNX file; exporting with inputs of fixed sizes does, too.",
    );
  };
  const numbersOf = (name: string): unknown => operator.attributes.get(name);
  return {
    operator,
    input: (index) => {
      const name = operator.inputs[index] ?? "";
      return name === "" ? [] : shapeOf(name, "input");
    },
    output: (index) => shapeOf(operator.outputs[index] ?? "", "result"),
    resultElements: () => {
      const result = raw.shapes.get(operator.outputs[0] ?? "");
      const shapes =
        result === undefined ? operator.inputs.map((name) => raw.shapes.get(name) ?? [0]) : [result];
      return Math.max(...shapes.map(elementsOf));
    },
    has: (index) => (operator.inputs[index] ?? "") !== "",
    parameter: (index) => aliases.get(operator.inputs[index] ?? ""),
    number: (name, fallback) => {
      const value = numbersOf(name);
      return typeof value === "number" ? value : typeof value === "boolean" ? Number(value) : fallback;
    },
    numbers: (name, fallback) => {
      const value = numbersOf(name);
      return Array.isArray(value) ? (value as number[]) : typeof value === "number" ? [value] : fallback;
    },
    text: (name) => {
      const value = numbersOf(name);
      return typeof value === "string" ? value : undefined;
    },
    refuse,
  };
}

function noteUnknown(operator: RawOperator, of: OperatorView, unknown: Map<string, number>): void {
  const hasMatrix = operator.inputs.some(
    (name, index) =>
      name !== "" &&
      of.parameter(index) !== undefined &&
      of.input(index).filter((size) => size > 1).length > 1,
  );
  if (hasMatrix)
    throw of.refuse(
      "it is not known here, and it has a matrix of parameters: its floating-point operations cannot be told",
      "Export the model with operators of the standard set (ONNX: no fused operators of a runtime).",
    );
  unknown.set(operator.type, (unknown.get(operator.type) ?? 0) + 1);
}

function unknownWarning(unknown: ReadonlyMap<string, number>): string {
  const told = [...unknown].map(([type, count]) => (count === 1 ? type : `${type} (${count} times)`));
  return `operators that are not known here count as no work: ${told.join(", ")}`;
}

/** Parameters of a model, each once. */
export function parametersOf(graph: ModelGraph): number {
  let sum = 0;
  for (const { elements } of graph.parameters.values()) sum += elements;
  return sum;
}

/** Refuses a model with nothing in it that takes time. */
export function refuseEmpty(graph: ModelGraph, file: string): void {
  if (graph.operators.some(({ work }) => work.length > 0)) return;
  throw new AstraError("INVALID_VALUE", {
    file,
    problem: "this model has no operator that computes anything",
  });
}
