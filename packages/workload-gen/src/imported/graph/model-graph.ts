import type { Work } from "./work.js";

/** One operator of a model, with its work for the sizes that the file tells. */
export interface ModelOperator {
  /** Its name in the file, or that of its first result. */
  readonly name: string;
  /** As the file calls it: `Conv`, `aten.conv2d`. */
  readonly type: string;
  /** Module that it belongs to: `layers.0.attention`; empty where the file does not tell. */
  readonly scope: string;
  /** Tensors that it reads; parameters stand under their own names. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Parameters that belong to it, those that an exporter folded away as well. */
  readonly parameters: readonly string[];
  readonly work: readonly Work[];
  /** Results are the inputs in another shape, order or type. */
  readonly isView: boolean;
}

/** A parameter of a model. */
export interface Parameter {
  readonly elements: number;
  /** Of an embedding table: whole rows are looked up in it. */
  readonly isTable?: boolean;
}

/** A model as one device runs it forward, read from a file. */
export interface ModelGraph {
  readonly name: string;
  readonly format: "ONNX" | "torch.export";
  /** Sources and versions that the file tells: `pytorch 2.11.0`. */
  readonly producer: string;
  readonly operators: readonly ModelOperator[];
  /** By name; tied ones once. */
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** Shapes of all tensors whose shape is known. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly warnings: readonly string[];
}

/** A model as its reader gives it: operators in an order in which they can run. */
export interface RawGraph extends Omit<ModelGraph, "operators"> {
  readonly operators: readonly RawOperator[];
  /** Tensors of the file that are no parameters and come from nowhere: buffers, folded constants. */
  readonly constants: ReadonlySet<string>;
}

export interface RawOperator {
  readonly name: string;
  readonly type: string;
  readonly scope: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** What rules ask for beside tensors: numbers, lists of numbers, texts. */
  readonly attributes: ReadonlyMap<string, unknown>;
  /** Parameters of it that are none of its inputs, as an exporter folded them away. */
  readonly folded: readonly string[];
  /** A part of what one fused attention kernel did before the export. */
  readonly isFusedAttention: boolean;
}

/** Elements of a tensor of this shape. */
export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
