import { inTurn, type Part, part } from "../plan/part.js";
import { elementWise, linear, rotation, split } from "./transformer-parts.js";
import type { TransformerSizes } from "./transformer-sizes.js";

/** What the forms of attention differ in: the way to queries, keys and values, and the widths that follow from it. */
export interface AttentionForm {
  /** From the normalised input of a block to queries, keys and values. */
  readonly project: Part;
  /** Width of one head in the products of attention: the mean of that of scores and that of values. */
  readonly headDimension: number;
  /** Columns that attention gives one NPU. */
  readonly outputWidth: number;
  /** Parameters of the projections, of that of the output too, with so many heads of queries and of keys and values. */
  parameters(heads: number, keyValueHeads: number): number;
  /** Elements per token that are kept inside: queries, keys, values, the output, and what lies between. */
  readonly keptWidth: number;
}

/** The form that a model has. */
export function attentionForm(sizes: TransformerSizes): AttentionForm {
  return sizes.model.latentAttention === undefined ? groupedForm(sizes) : latentForm(sizes);
}

/** One product for queries, keys and values; several heads of queries may share one of keys and values. */
function groupedForm(sizes: TransformerSizes): AttentionForm {
  const { model, tokens, heads, keyValueHeads } = sizes;
  const { hidden, headDimension, biases } = model;
  const width = heads * headDimension;
  const keyValueWidth = keyValueHeads * headDimension;
  const columns = width + 2 * keyValueWidth;
  const rotate = rotation(sizes, "attention.rotation", tokens * (width + keyValueWidth));
  return {
    project: inTurn(
      linear(sizes, "attention.queries-keys-values", tokens, columns, hidden),
      split(sizes, "attention.split", tokens * columns),
      ...(model.positions === "rotary" ? [rotate] : []),
    ),
    headDimension,
    outputWidth: width,
    parameters(queryHeads, otherHeads) {
      const allColumns = (queryHeads + 2 * otherHeads) * headDimension;
      const weights = hidden * allColumns + queryHeads * headDimension * hidden;
      return weights + (biases ? allColumns + hidden : 0);
    },
    keptWidth: 2 * width + 2 * keyValueWidth,
  };
}

/** Latent attention: narrow vectors are made on every NPU of a tensor group, heads are divided among them. */
function latentForm(sizes: TransformerSizes): AttentionForm {
  const { model, tokens, heads, bytesPerElement } = sizes;
  const { hidden, headDimension } = model;
  const { queryRank, keyValueRank, rotaryDimension, valueDimension } = model.latentAttention!;
  const scoreDimension = headDimension + rotaryDimension;
  const keyColumns = headDimension + valueDimension;
  const norm = (width: number, label: string): Part =>
    part({ kind: "normalisation", form: "rms", rows: tokens, width, bytesPerElement, label });
  const narrow = queryRank + keyValueRank + rotaryDimension;
  // The rotated key is one for all heads, and is copied beside the part that each head has of its own.
  const join = elementWise(sizes, "attention.keys", tokens * heads * rotaryDimension, 1, 0, {
    function: "copy",
  });
  return {
    project: inTurn(
      linear(sizes, "attention.narrow", tokens, narrow, hidden),
      norm(queryRank, "attention.queries.normalisation"),
      linear(sizes, "attention.queries", tokens, heads * scoreDimension, queryRank),
      norm(keyValueRank, "attention.keys-values.normalisation"),
      linear(sizes, "attention.keys-values", tokens, heads * keyColumns, keyValueRank),
      rotation(sizes, "attention.rotation", tokens * (heads + 1) * rotaryDimension),
      { forward: [join], inputGradient: [join], weightGradient: [] },
    ),
    headDimension: (scoreDimension + valueDimension) / 2,
    outputWidth: heads * valueDimension,
    parameters: (queryHeads) =>
      hidden * narrow +
      queryRank * (1 + queryHeads * scoreDimension) +
      keyValueRank * (1 + queryHeads * keyColumns) +
      queryHeads * valueDimension * hidden,
    keptWidth: narrow + heads * (2 * scoreDimension + 2 * valueDimension),
  };
}
