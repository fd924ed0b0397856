import { AstraError } from "@astra-ts/core";
import { divide } from "../plan/divide.js";
import type { Dependence } from "./dependence.js";
import type { ModelGraph, ModelOperator } from "./graph/model-graph.js";
import { flopsOf, type ProductWork, type Share } from "./graph/work.js";

/** How one operator is divided among the NPUs of a tensor group. */
export interface OperatorDivision {
  readonly along: Share["along"];
  /** Its results are parts of a sum: all NPUs add them up. */
  readonly sumsResult: boolean;
  /** The gradient of this input is a part of a sum. */
  readonly sumsGradientOf?: string;
  /** NPUs that its parameters are divided among. */
  readonly parameterParts: number;
  /** A bias is divided with its weight's columns, and whole where its rows are divided. */
  readonly biasParts: number;
}

const whole: OperatorDivision = { along: "nothing", sumsResult: false, parameterParts: 1, biasParts: 1 };

/** Megatron-LM pads the rows of tables to multiples of this number for each NPU. */
const paddedRows = 128;

/**
 * Finds what tensor parallelism divides, as Shoeybi et al. do (arXiv:1909.08053): a product by columns and the next one by rows wherever nothing but operators on elements
 * and attention lies between; tables that inputs are looked up in by rows; the product whose results are the model's by columns. Throws UNSUPPORTED where there is no such
 * pair, and INVALID_VALUE for heads and widths that do not divide.
 */
export function tensorDivision(graph: ModelGraph, tensor: number, of: Dependence): OperatorDivision[] {
  const divisions: OperatorDivision[] = graph.operators.map(() => whole);
  if (tensor === 1) return divisions;
  for (const index of graph.operators.keys()) {
    const region = regionBefore(graph, index, of, divisions);
    if (region !== undefined) dividePair(graph, tensor, index, region, divisions);
  }
  if (divisions.every(({ along }) => along === "nothing"))
    throw new AstraError("UNSUPPORTED", {
      field: "tensor",
      problem: "no two products follow each other in this model as tensor parallelism divides them",
      found: tensor,
      expected: "1",
      hint: "Pairs of linear layers with attention, or operators on elements, between them are divided; convolutions are not.",
    });
  divideEnds(graph, tensor, of, divisions);
  return divisions;
}

/** Share of the products' floating-point operations that a division leaves to every NPU of the group. */
export function undividedShare(graph: ModelGraph, divisions: readonly OperatorDivision[]): number {
  let all = 0;
  let left = 0;
  graph.operators.forEach(({ work }, index) => {
    const flops = work.reduce((sum, own) => sum + flopsOf(own), 0);
    all += flops;
    if (divisions[index]!.along === "nothing") left += flops;
  });
  return all === 0 ? 0 : left / all;
}

function weightedProduct({ work }: ModelOperator): ProductWork | undefined {
  const [only] = work;
  return work.length === 1 && only?.kind === "product" && only.isWeighted ? only : undefined;
}

interface Region {
  readonly columns: ReadonlySet<number>;
  readonly between: ReadonlySet<number>;
}

/** What lies between a product and the products before it; undefined where it cannot be divided. */
function regionBefore(
  { operators, parameters, shapes }: ModelGraph,
  end: number,
  { maker, users, fromParameter }: Dependence,
  divisions: readonly OperatorDivision[],
): Region | undefined {
  const last = operators[end]!;
  if (weightedProduct(last) === undefined) return undefined;
  const columns = new Set<number>();
  const between = new Set<number>();
  const open = activations(last);
  while (open.length > 0) {
    const at = maker.get(open.pop()!);
    if (at === undefined) return undefined;
    if (columns.has(at) || between.has(at)) continue;
    const operator = operators[at]!;
    if (weightedProduct(operator) !== undefined) {
      if (divisions[at]!.along !== "nothing") return undefined;
      columns.add(at);
    } else if (isDivisible(operator)) {
      between.add(at);
      open.push(...activations(operator));
    } else return undefined;
  }
  if (columns.size === 0) return undefined;
  for (const at of [...columns, ...between])
    for (const name of operators[at]!.outputs)
      for (const user of users.get(name) ?? []) if (user !== end && !between.has(user)) return undefined;
  return { columns, between };

  /** Inputs that follow from parameters: masks and angles do not, and every NPU has them. */
  function activations({ inputs }: ModelOperator): string[] {
    return inputs.filter((name) => !parameters.has(name) && fromParameter.has(name));
  }

  /** Heads and elements are independent; sums along a width are not, but those along the width of one head. */
  function isDivisible({ work, isView, inputs, parameters: own }: ModelOperator): boolean {
    if (isView) return true;
    const isPerHead = (shapes.get(inputs[0] ?? "")?.length ?? 0) >= 4;
    // A bias or a scale is divided as the columns that it belongs to.
    const isOnColumns =
      work[0]?.kind === "element-wise" && own.every((name) => (shapes.get(name)?.length ?? 2) < 2);
    if (own.length > 0 && !isPerHead && !isOnColumns) return false;
    return work.every((one) => {
      if (one.kind === "normalisation") return isPerHead;
      if (one.kind === "element-wise") return one.function !== "reduce" || isPerHead;
      return (
        one.kind === "attention" || one.kind === "softmax" || (one.kind === "product" && !one.isWeighted)
      );
    });
  }
}

function dividePair(
  { operators, parameters }: ModelGraph,
  tensor: number,
  end: number,
  { columns, between }: Region,
  divisions: OperatorDivision[],
): void {
  const by = { by: "tensor degree", parts: tensor, field: "tensor" } as const;
  const nameOf = (at: number): string => operators[at]!.scope || operators[at]!.name;
  for (const at of between)
    for (const work of operators[at]!.work)
      if (work.kind === "attention") divide({ what: `heads of ${nameOf(at)}`, total: work.heads, ...by });
  const summed = new Set<string>();
  for (const at of [...columns].sort((a, b) => a - b)) {
    divide({ what: `columns of ${nameOf(at)}`, total: weightedProduct(operators[at]!)!.columns, ...by });
    const input = operators[at]!.inputs.find((name) => !parameters.has(name) && name !== "")!;
    divisions[at] = {
      along: "columns",
      sumsResult: false,
      parameterParts: tensor,
      biasParts: tensor,
      // Backward, the first of those that share an input comes last.
      ...(summed.has(input) ? {} : { sumsGradientOf: input }),
    };
    summed.add(input);
  }
  for (const at of between) {
    const hasBias = operators[at]!.work[0]?.kind === "element-wise";
    divisions[at] = { ...whole, along: "between", biasParts: hasBias ? tensor : 1 };
  }
  divide({ what: `rows of ${nameOf(end)}`, total: weightedProduct(operators[end]!)!.inner, ...by });
  divisions[end] = { along: "rows", sumsResult: true, parameterParts: tensor, biasParts: 1 };
}

/** Tables by rows, and the last product by columns. */
function divideEnds(
  { operators, outputs, parameters, shapes }: ModelGraph,
  tensor: number,
  { maker, fromInput }: Dependence,
  divisions: OperatorDivision[],
): void {
  operators.forEach(({ work, inputs }, index) => {
    const table = inputs.find((name) => parameters.has(name));
    const rows = shapes.get(table ?? "")?.[0] ?? 0;
    const isLookup = work[0]?.kind === "embedding" && inputs.some((name) => fromInput.has(name));
    if (isLookup && rows >= paddedRows * tensor)
      divisions[index] = { along: "nothing", sumsResult: true, parameterParts: tensor, biasParts: 1 };
  });
  for (const output of outputs) {
    let at = maker.get(output);
    while (at !== undefined && operators[at]!.isView) at = maker.get(operators[at]!.inputs[0] ?? "");
    if (at === undefined || divisions[at]!.along !== "nothing") continue;
    const columns = weightedProduct(operators[at]!)?.columns ?? 0;
    const input = operators[at]!.inputs.find((name) => !parameters.has(name) && name !== "");
    if (columns < paddedRows * tensor || input === undefined) continue;
    divisions[at] = {
      along: "columns",
      sumsResult: false,
      sumsGradientOf: input,
      parameterParts: tensor,
      biasParts: tensor,
    };
  }
}
