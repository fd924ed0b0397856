import { elementsOf, type ModelGraph } from "./graph/model-graph.js";

/** What follows from what in a model. */
export interface Dependence {
  /** Index of the operator that makes a tensor. */
  readonly maker: ReadonlyMap<string, number>;
  /** Indices of the operators that read a tensor. */
  readonly users: ReadonlyMap<string, readonly number[]>;
  /** Tensors that follow from an input: they grow with the batch. */
  readonly fromInput: ReadonlySet<string>;
  /** Tensors that follow from a parameter: gradients go back through them. */
  readonly fromParameter: ReadonlySet<string>;
  /** The tensor that a tensor is a view of, or itself. */
  root(tensor: string): string;
  /** Elements of a tensor; 0 where they are not known. */
  elements(tensor: string): number;
}

export function dependenceOf({ operators, inputs, parameters, shapes }: ModelGraph): Dependence {
  const maker = new Map<string, number>();
  const users = new Map<string, number[]>();
  const fromInput = new Set(inputs);
  const fromParameter = new Set<string>();
  const roots = new Map<string, string>();
  const root = (tensor: string): string => roots.get(tensor) ?? tensor;
  operators.forEach((operator, index) => {
    for (const name of new Set(operator.inputs)) {
      const own = users.get(name);
      if (own === undefined) users.set(name, [index]);
      else own.push(index);
    }
    const grows = operator.inputs.some((name) => fromInput.has(name));
    const learns = operator.inputs.some((name) => parameters.has(name) || fromParameter.has(name));
    for (const name of operator.outputs) {
      maker.set(name, index);
      if (grows) fromInput.add(name);
      if (learns) fromParameter.add(name);
      // Results of a split are parts of its input, and stand for themselves.
      if (operator.isView && operator.outputs.length === 1) roots.set(name, root(operator.inputs[0] ?? name));
    }
  });
  return {
    maker,
    users,
    fromInput,
    fromParameter,
    root,
    elements: (tensor) => elementsOf(shapes.get(tensor) ?? [0]),
  };
}
