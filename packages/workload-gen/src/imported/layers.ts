import type { ModelGraph, ModelOperator } from "./graph/model-graph.js";

/** Operators that follow each other from one product or table to the next. */
export interface OperatorLayer {
  readonly name: string;
  /** Counts the modules that layers lie in. */
  readonly unit: number;
  /** Indices of operators. */
  readonly operators: readonly number[];
}

/** Divides a model into layers, and these into units: the numbered modules, such as `layers.3`, and what lies between them. */
export function layersOf({ operators }: ModelGraph): OperatorLayer[] {
  const layers: { unit: number; operators: number[] }[] = [];
  let unit = -1;
  let module = "";
  // What comes before the first product of a unit, such as its normalisation, belongs to its first layer.
  let hasProduct = false;
  operators.forEach((operator, index) => {
    const isProduct = beginsLayer(operator);
    const own = moduleOf(operator, isProduct) ?? module;
    const isNewUnit = unit < 0 || (own !== module && hasProduct);
    if (isNewUnit) {
      unit++;
      hasProduct = false;
    }
    if (isNewUnit || (isProduct && hasProduct)) layers.push({ unit, operators: [] });
    layers.at(-1)!.operators.push(index);
    hasProduct ||= isProduct;
    module = own;
  });
  const names = new Map<string, number>();
  return layers.map((layer) => {
    const own = layer.operators.map((index) => operators[index]!);
    return { ...layer, name: uniqueName(own.find(beginsLayer) ?? own[0]!, names) };
  });
}

function beginsLayer({ work, parameters }: ModelOperator): boolean {
  if (parameters.length === 0) return false;
  return work.some(({ kind }) => kind === "product" || kind === "convolution" || kind === "embedding");
}

/** Up to the first number in the module's path; without numbers, the whole path. Undefined for operators that no module is told of. */
function moduleOf(operator: ModelOperator, isProduct: boolean): string | undefined {
  if (operator.parameters.length === 0) return undefined;
  const path = (scopeOf(operator) ?? (isProduct ? operator.name : undefined))?.split(".");
  const number = path?.findIndex((part) => /^\d+$/.test(part)) ?? -1;
  return (number < 0 ? path : path?.slice(0, number + 1))?.join(".");
}

/** Where a file does not tell modules, the names of parameters may. */
function scopeOf({ scope, parameters }: ModelOperator): string | undefined {
  if (scope !== "") return scope;
  const [first] = parameters;
  return first?.includes(".") ? first.slice(0, first.lastIndexOf(".")) : undefined;
}

function uniqueName(operator: ModelOperator, names: Map<string, number>): string {
  const name = (scopeOf(operator) ?? operator.name).replaceAll(/\s/g, "_");
  const count = (names.get(name) ?? 0) + 1;
  names.set(name, count);
  return count === 1 ? name : `${name}#${count}`;
}
