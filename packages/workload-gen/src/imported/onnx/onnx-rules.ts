import { elementsOf } from "../graph/model-graph.js";
import {
  attention,
  convolution,
  copied,
  einsum,
  elements,
  elementWise,
  lookup,
  matmul,
  normalised,
  nothing,
  type OperatorView,
  type Rule,
  recurrent,
  reduced,
  softmax,
  view,
} from "../graph/rules.js";
import type { Work } from "../graph/work.js";

const gemm: Rule = (of) => {
  const [a, b] = [of.input(0), of.input(1)];
  const [inner = 1, rows = 1] = of.number("transA", 0) === 1 ? a : [a[1]!, a[0]!];
  const columns = of.number("transB", 0) === 1 ? b[0]! : b[1]!;
  const hasBias = of.has(2);
  if (of.parameter(0) !== undefined && of.parameter(1) === undefined)
    return [{ kind: "product", batch: 1, rows: columns, columns: rows, inner, isWeighted: true, hasBias }];
  const isWeighted = of.parameter(1) !== undefined;
  return [{ kind: "product", batch: 1, rows, columns, inner, isWeighted, hasBias }];
};

const conv =
  (isTransposed: boolean): Rule =>
  (of) => {
    const sides = of.input(1).length - 2;
    const ones = Array<number>(sides).fill(1);
    const works = convolution(of, {
      groups: of.number("group", 1),
      isTransposed,
      strides: of.numbers("strides", ones),
      padding: of.numbers("pads", Array<number>(2 * sides).fill(0)),
      dilations: of.numbers("dilations", ones),
    });
    const output = of.output(0);
    const width = output[1] ?? 1;
    // Exporters fold a batch normalisation into the weights; in training it is there.
    const isFolded = of.number("folded normalisation", 0) === 1;
    const norm: Work = { kind: "normalisation", form: "batch", rows: elementsOf(output) / width, width };
    return isFolded ? [...works, norm] : works;
  };

/** Attention of opset 23: queries, keys and values of (batch, heads, length, width), or of (batch, length, heads x width). */
const attentionOperator: Rule = (of) => {
  const isCausal = of.number("is_causal", 0) === 1;
  const shapes = [0, 1, 2].map((index) => of.input(index));
  if (shapes[0]!.length === 4) return attention(shapes, isCausal);
  const heads = of.number("q_num_heads", 1);
  const keyHeads = of.number("kv_num_heads", heads);
  const split = ([batch = 1, length = 1, width = 1]: readonly number[], count: number) => [
    batch,
    count,
    length,
    width / count,
  ];
  return attention(
    [split(shapes[0]!, heads), split(shapes[1]!, keyHeads), split(shapes[2]!, keyHeads)],
    isCausal,
  );
};

const pool: Rule = (of) => [elements(elementsOf(of.input(0)), 1, 1, "pool")];

const trailing = (of: OperatorView): number => {
  const shape = of.input(0);
  const axis = of.number("axis", -1);
  return elementsOf(shape.slice(axis < 0 ? shape.length + axis : axis));
};

const channels = (of: OperatorView): number => of.input(0)[1] ?? 1;

/** A loop is taken for what it reads in tables; products in it would be done an unknown number of times. */
const loop: Rule = (of) => {
  const inside = of.text("body operators") ?? "";
  if (/\b(MatMul|Gemm|Conv|ConvTranspose|Einsum|LSTM|GRU|RNN|Attention)\b/.test(inside))
    throw of.refuse(
      "there are products in the body of a loop, and how often it runs is not told",
      "Unroll it before the export.",
    );
  const [table] = of.operator.inputs.flatMap((_, index) => {
    const shape = of.parameter(index) === undefined ? [] : of.input(index);
    return shape.length === 2 ? [shape] : [];
  });
  const rows = of.number("rows", 0);
  return table === undefined || rows === 0 ? [] : [{ kind: "embedding", lookups: rows, width: table[1]! }];
};

const entries = (names: string, rule: Rule): [string, Rule][] => names.split(" ").map((name) => [name, rule]);
const simple = (names: string, operations: number): [string, Rule][] =>
  names.split(" ").map((name) => [name, elementWise(name.toLowerCase(), operations)]);

/** Operators of ONNX's own domain, by name. */
export const onnxRules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ["MatMul", matmul],
  ["Gemm", gemm],
  ["Conv", conv(false)],
  ["ConvTranspose", conv(true)],
  [
    "Einsum",
    (of) =>
      einsum(
        of,
        of.text("equation") ?? "",
        of.operator.inputs.map((_, index) => index),
      ),
  ],
  ["Attention", attentionOperator],
  ["Gather", lookup(0, 1)],
  ["LayerNormalization", normalised("layer", trailing)],
  ["RMSNormalization", normalised("rms", trailing)],
  ["SimplifiedLayerNormalization", normalised("rms", trailing)],
  ["SkipLayerNormalization", normalised("layer", trailing)],
  ["LpNormalization", normalised("rms", trailing)],
  ["BatchNormalization", normalised("batch", channels)],
  ["InstanceNormalization", normalised("layer", (of) => elementsOf(of.input(0).slice(2)))],
  [
    "GroupNormalization",
    normalised("layer", (of) => elementsOf(of.input(0).slice(1)) / of.number("num_groups", 1)),
  ],
  ["Softmax", softmax("axis", -1)],
  ["LogSoftmax", softmax("axis", -1)],
  ["Hardmax", softmax("axis", -1)],
  ...entries("RNN LSTM GRU Scan", recurrent),
  ["Loop", loop],
  ...entries("MaxPool AveragePool GlobalAveragePool GlobalMaxPool LpPool", pool),
  ...entries(
    "ReduceMean ReduceSum ReduceMax ReduceMin ReduceProd ReduceL1 ReduceL2 ReduceSumSquare ReduceLogSumExp ReduceLogSum",
    reduced("reduce"),
  ),
  ...entries("ArgMax ArgMin CumSum TopK", reduced("reduce")),
  ...simple(
    "Add Sub Mul Max Min Neg Abs Where Relu Clip LeakyRelu PRelu ThresholdedRelu Sum Mean Sign Round Floor Ceil",
    1,
  ),
  ...simple(
    "And Or Not Xor Equal Less LessOrEqual Greater GreaterOrEqual IsNaN IsInf BitwiseAnd BitwiseOr BitwiseNot BitShift Mod",
    1,
  ),
  ...simple("Div Sqrt Reciprocal Pow Exp Log Sin Cos Tan Atan", 1),
  ...simple("Sigmoid Tanh HardSigmoid HardSwish Erf Softplus Softsign Elu Selu Celu Swish Dropout Mish", 4),
  ...simple("Gelu FastGelu QuickGelu BiasGelu", 10),
  ...entries(
    "Identity Reshape Transpose Flatten Squeeze Unsqueeze Cast CastLike Expand Split SplitToSequence SequenceAt SequenceConstruct DepthToSpace SpaceToDepth",
    view,
  ),
  ...entries(
    "Concat Slice Tile Pad GatherElements GatherND ScatterND ScatterElements Trilu Compress OneHot Resize Upsample GridSample ConcatFromSequence ReverseSequence",
    copied,
  ),
  ...entries(
    "Constant ConstantOfShape Shape Size Range NonZero EyeLike RandomNormal RandomUniform RandomNormalLike RandomUniformLike SequenceEmpty",
    nothing,
  ),
]);
