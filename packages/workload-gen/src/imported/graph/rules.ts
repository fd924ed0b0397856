import { AstraError } from "@astra-ts/core";
import { elementsOf, type RawOperator } from "./model-graph.js";
import type { ConvolutionWork, Work } from "./work.js";

/** What a rule may ask of an operator. */
export interface OperatorView {
  readonly operator: RawOperator;
  /** Shape of an input; empty for one that is left out. Throws where it is not known. */
  input(index: number): readonly number[];
  output(index: number): readonly number[];
  /** Elements of the first result, or where its shape is not known those of the largest input. */
  resultElements(): number;
  /** Whether there is such an input. */
  has(index: number): boolean;
  /** The parameter that an input is, or is a view of. */
  parameter(index: number): string | undefined;
  number(name: string, fallback: number): number;
  numbers(name: string, fallback: readonly number[]): readonly number[];
  text(name: string): string | undefined;
  refuse(problem: string, hint?: string): AstraError;
}

/** What an operator does: its work, or `view` for results that are its inputs in another shape, order or type. */
export type Rule = (view: OperatorView) => readonly Work[] | "view";

/** Results are inputs in another shape, order or type. */
export const view: Rule = () => "view";

/** Nothing that takes time: what is known before the run. */
export const nothing: Rule = () => [];

/** Arithmetic on every element of the result. */
export function elementWise(name: string, operations: number): Rule {
  return (of) => {
    const tensors = of.operator.inputs.filter((name) => name !== "").length;
    return [elements(of.resultElements(), Math.max(1, tensors), operations, name)];
  };
}

/** Elements of the input are brought together: sums, means, largest ones. */
export function reduced(name: string): Rule {
  return (of) => [elements(elementsOf(of.input(0)), 1, 1, name)];
}

/** The input's elements are written elsewhere. */
export const copied: Rule = (of) => [elements(of.resultElements(), 1, 0, "copy")];

export function elements(count: number, inputs: number, operations: number, name: string): Work {
  return { kind: "element-wise", elements: count, inputs, operations, function: name };
}

/** Rows of a table by their numbers; anything but a parameter is an ordinary gather. */
export function lookup(table: number, indices: number): Rule {
  return (of) => {
    if (of.parameter(table) === undefined) return copied(of);
    const width = elementsOf(of.input(table).slice(1));
    return [{ kind: "embedding", lookups: elementsOf(of.input(indices)), width }];
  };
}

export function normalised(form: "layer" | "rms" | "batch", widthOf: (of: OperatorView) => number): Rule {
  return (of) => {
    const width = Math.max(1, widthOf(of));
    return [{ kind: "normalisation", form, rows: elementsOf(of.input(0)) / width, width }];
  };
}

/** Softmax along an axis. */
export function softmax(axis: string, fallback: number): Rule {
  return (of) => {
    const shape = of.input(0);
    const width = shape.at(of.number(axis, fallback)) ?? 1;
    return [{ kind: "softmax", rows: elementsOf(shape) / width, width }];
  };
}

/** A product as numpy's `matmul`: the last two sizes are a matrix, those before are many of them. */
export const matmul: Rule = (of) => product(of, [0, 1], asMatrices(of.input(0), of.input(1)));

/** Sizes of a product. */
interface Sizes {
  readonly batch: number;
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
}

function asMatrices(left: readonly number[], right: readonly number[]): Sizes {
  const rows = left.length === 1 ? 1 : left.at(-2)!;
  const columns = right.length === 1 ? 1 : right.at(-1)!;
  const inner = left.at(-1)!;
  const [leftBatch, rightBatch] = [left, right].map((shape) => shape.slice(0, -2));
  // One matrix for all: the many are rows of one product.
  if (elementsOf(rightBatch!) === 1) return { batch: 1, rows: rows * elementsOf(leftBatch!), columns, inner };
  return { batch: broadcast(leftBatch!, rightBatch!), rows, columns, inner };
}

function broadcast(left: readonly number[], right: readonly number[]): number {
  let product = 1;
  for (let back = 1; back <= Math.max(left.length, right.length); back++)
    product *= Math.max(left.at(-back) ?? 1, right.at(-back) ?? 1);
  return product;
}

/** A product of two inputs of which at most one is a parameter. */
export function product(of: OperatorView, [left, right]: readonly [number, number], sizes: Sizes): Work[] {
  const weights = [left, right].filter((index) => of.parameter(index) !== undefined);
  const swapped = weights.length === 1 && weights[0] === left;
  const { rows, columns } = swapped ? { rows: sizes.columns, columns: sizes.rows } : sizes;
  const isWeighted = weights.length === 1;
  return [{ kind: "product", ...sizes, rows, columns, isWeighted, hasBias: false }];
}

/** `x W^T + b` of a weight of (columns x inner). */
export function linear(input: number, weight: number, bias: number): Rule {
  return (of) => {
    const [columns = 1, inner = 1] =
      of.input(weight).length === 1 ? [1, ...of.input(weight)] : of.input(weight);
    const rows = elementsOf(of.input(input)) / inner;
    const isWeighted = of.parameter(weight) !== undefined;
    return [{ kind: "product", batch: 1, rows, columns, inner, isWeighted, hasBias: of.has(bias) }];
  };
}

/** A product of two matrices, or of many pairs of them, with a sum; `first` is the left one's place. */
export function matrices(first: number): Rule {
  return (of) => {
    const left = of.input(first);
    const right = of.input(first + 1);
    const sizes = asMatrices(left, right);
    const works = product(of, [first, first + 1], sizes);
    return first === 0 ? works : works.map((work) => ({ ...work, hasBias: true }) as Work);
  };
}

/** Sizes of a window that slides over an input. */
export interface Window {
  readonly groups: number;
  readonly isTransposed: boolean;
  readonly strides: readonly number[];
  readonly padding: readonly number[];
  readonly dilations: readonly number[];
}

/** A convolution of input 0 with weight 1. */
export function convolution(of: OperatorView, window: Window): Work[] {
  const [images = 1, channels = 1, ...sides] = of.input(0);
  const weight = of.input(1);
  const filter = weight.slice(2);
  const results = of.output(0);
  const { groups, isTransposed, strides, padding, dilations } = window;
  const work: ConvolutionWork = {
    kind: "convolution",
    images,
    positions: elementsOf(isTransposed ? sides : results.slice(2)),
    filterPositions: elementsOf(filter),
    channels,
    filters: isTransposed ? (weight[1] ?? 1) * groups : (weight[0] ?? 1),
    groups,
  };
  const isSquare =
    !isTransposed &&
    groups === 1 &&
    sides.length === 2 &&
    [sides, filter, strides, padding].every((pair) => new Set(pair).size <= 1) &&
    dilations.every((step) => step === 1);
  if (!isSquare) return [work];
  const square = { input: sides[0]!, filter: filter[0]!, stride: strides[0] ?? 1, padding: padding[0] ?? 0 };
  const side = Math.floor((square.input + 2 * square.padding - square.filter) / square.stride) + 1;
  return [side * side === work.positions ? { ...work, square } : work];
}

/** Scaled dot-product attention of queries, keys and values of (…, heads, length, width). */
export function attention(shapes: readonly (readonly number[])[], isCausal: boolean): Work[] {
  const [query = [], key = [], value = []] = shapes;
  const heads = query.at(-3) ?? 1;
  const headDimension = query.at(-1)!;
  const [queryLength, keyLength] = [query.at(-2)!, key.at(-2)!];
  const batch = elementsOf(query.slice(0, -3));
  if (value.at(-1) === headDimension)
    return [
      {
        kind: "attention",
        batch,
        heads,
        keyValueHeads: Math.min(heads, key.at(-3) ?? 1),
        queryLength,
        keyLength,
        headDimension,
        isCausal,
        isOneOperator: true,
      },
    ];
  const common = {
    kind: "product",
    batch: batch * heads,
    rows: queryLength,
    isWeighted: false,
    hasBias: false,
  } as const;
  return [
    { ...common, columns: keyLength, inner: headDimension },
    { kind: "softmax", rows: batch * heads * queryLength, width: keyLength },
    { ...common, columns: value.at(-1)!, inner: keyLength },
  ];
}

/** An Einstein sum of two tensors as one product of matrices; of one, a copy. */
export function einsum(of: OperatorView, equation: string, inputs: readonly number[]): Work[] {
  const [left = "", right] = equation.replaceAll(" ", "").split("->");
  const terms = left.split(",");
  const shapes = inputs.map((index) => of.input(index));
  if (terms.length !== inputs.length)
    throw of.refuse(`the equation ${equation} does not fit ${inputs.length} inputs`);
  if (terms.length === 1) return [elements(elementsOf(of.output(0)), 1, 0, "copy")];
  if (terms.length > 2)
    throw of.refuse(
      `the Einstein sum ${equation} has ${terms.length} operands, and the order of its products is not told`,
      "Write it as sums of two operands each before the export.",
    );
  const sizes = new Map<string, number>();
  const letters = terms.map((term, index) => withEllipsis(term, shapes[index]!));
  letters.forEach((own, index) => {
    own.forEach((letter, axis) => {
      sizes.set(letter, Math.max(sizes.get(letter) ?? 1, shapes[index]![axis]!));
    });
  });
  const kept = right === undefined ? undefined : new Set(right.replace("...", ""));
  const isKept = (letter: string): boolean =>
    letter.startsWith(".") ||
    (kept === undefined ? letters.flat().filter((l) => l === letter).length === 1 : kept.has(letter));
  const [a = [], b = []] = letters;
  const size = (chosen: readonly string[]): number => elementsOf(chosen.map((letter) => sizes.get(letter)!));
  const shared = a.filter((letter) => b.includes(letter));
  return product(of, [inputs[0]!, inputs[1]!], {
    batch: size(shared.filter(isKept)),
    inner: size(shared.filter((letter) => !isKept(letter))),
    rows: size(a.filter((letter) => !b.includes(letter))),
    columns: size(b.filter((letter) => !a.includes(letter))),
  });
}

/** Letters of a term; sizes behind an ellipsis get names by their place from the right. */
function withEllipsis(term: string, shape: readonly number[]): string[] {
  if (!term.includes("...")) return [...term];
  const [before = "", after = ""] = term.split("...");
  const open = Math.max(0, shape.length - before.length - after.length);
  const names = Array.from({ length: open }, (_, index) => `.${open - index}`);
  return [...before, ...names, ...after];
}

/** Refuses recurrent layers. */
export const recurrent: Rule = (of) => {
  throw of.refuse(
    "recurrent layers are not supported: their steps follow each other, which no operation here describes",
    "Unroll the layer into products before the export, or take the model apart at it.",
  );
};

/** Gated recurrence and the like have an error of their own; others that nobody knows are told. */
export function refusal(operator: RawOperator, file: string) {
  return (problem: string, hint?: string): AstraError =>
    new AstraError("UNSUPPORTED", {
      file,
      field: operator.name,
      problem: `operator ${operator.type}: ${problem}`,
      ...(hint === undefined ? {} : { hint }),
    });
}
