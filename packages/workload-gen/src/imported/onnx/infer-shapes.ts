import { elementsOf } from "../graph/model-graph.js";
import type { OnnxNode, OnnxTensor } from "./onnx-file.js";

/** Shapes of tensors, and the content of short lists of whole numbers. */
export interface Known {
  readonly shapes: Map<string, readonly number[]>;
  readonly values: Map<string, readonly number[]>;
}

/** Infers shapes of a node's results from those of its inputs, where the file leaves them out; what cannot be inferred stays unknown. */
export function inferShapes(node: OnnxNode, known: Known): void {
  inferValues(node, known);
  const [output = ""] = node.outputs;
  if (known.shapes.has(output)) return;
  const shapes = node.inputs.map((name) => (name === "" ? [] : known.shapes.get(name)));
  const rule = shapeRules.get(node.type) ?? sameAsInputs;
  if (shapes.some((shape) => shape === undefined) && !partial.has(node.type)) return;
  const found = rule({ node, known, shapes: shapes as readonly (readonly number[])[] });
  node.outputs.forEach((name, index) => {
    const shape = found?.[index];
    if (name !== "" && shape?.every((size) => Number.isSafeInteger(size) && size >= 0))
      known.shapes.set(name, shape);
  });
}

/** Those that do with less than the shapes of all inputs. */
const partial = new Set(["Constant", "ConstantOfShape", "Reshape", "Shape", "Range", "Expand"]);

interface Asked {
  readonly node: OnnxNode;
  readonly known: Known;
  readonly shapes: readonly (readonly number[])[];
}

type ShapeRule = (asked: Asked) => (readonly number[] | undefined)[] | undefined;

const number = ({ attributes }: OnnxNode, name: string, fallback: number): number => {
  const value = attributes.get(name);
  return typeof value === "number" ? value : fallback;
};

const list = ({ attributes }: OnnxNode, name: string): readonly number[] | undefined => {
  const value = attributes.get(name);
  return Array.isArray(value) ? (value as number[]) : undefined;
};

/** Of an attribute, or since later versions of an input. */
const listOrInput = ({ node, known }: Asked, name: string, input: number): readonly number[] | undefined =>
  list(node, name) ?? known.values.get(node.inputs[input] ?? "");

const sameAsInputs: ShapeRule = ({ shapes }) => [
  shapes.reduce<readonly number[]>((wide, shape) => broadcastShape(wide, shape), []),
];

const sameAsFirst: ShapeRule = ({ shapes, node }) => node.outputs.map(() => shapes[0]);

export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const length = Math.max(a.length, b.length);
  return Array.from({ length }, (_, index) => {
    const [left = 1, right = 1] = [a.at(index - length), b.at(index - length)];
    return left === 1 ? right : left;
  });
}

const axisOf = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

const matmulShape: ShapeRule = ({ shapes: [a = [], b = []] }) => {
  const batch = broadcastShape(a.slice(0, -2), b.slice(0, -2));
  return [[...batch, ...(a.length > 1 ? [a.at(-2)!] : []), ...(b.length > 1 ? [b.at(-1)!] : [])]];
};

const gemmShape: ShapeRule = ({ node, shapes: [a = [], b = []] }) => [
  [a[number(node, "transA", 0) === 1 ? 1 : 0]!, b[number(node, "transB", 0) === 1 ? 0 : 1]!],
];

/** Convolutions and poolings: by window, padding, stride. */
const windowShape =
  (kind: "convolution" | "transposed" | "pool"): ShapeRule =>
  ({ node, shapes }) => {
    const [[images = 1, channels = 1, ...sides] = [], weight = []] = shapes;
    const filter = kind === "pool" ? (list(node, "kernel_shape") ?? []) : weight.slice(2);
    const pads = list(node, "pads") ?? [];
    const auto = node.attributes.get("auto_pad");
    const extra = list(node, "output_padding") ?? [];
    const results = sides.map((side, axis) => {
      const stride = list(node, "strides")?.[axis] ?? 1;
      const reach = (filter[axis]! - 1) * (list(node, "dilations")?.[axis] ?? 1) + 1;
      const padding = (pads[axis] ?? 0) + (pads[axis + sides.length] ?? 0);
      if (kind === "transposed") return (side - 1) * stride - padding + reach + (extra[axis] ?? 0);
      if (typeof auto === "string" && auto.startsWith("SAME")) return Math.ceil(side / stride);
      const steps = (side + padding - reach) / stride;
      return (number(node, "ceil_mode", 0) === 1 ? Math.ceil(steps) : Math.floor(steps)) + 1;
    });
    const filters =
      kind === "pool" ? channels : kind === "transposed" ? weight[1]! * number(node, "group", 1) : weight[0]!;
    return node.outputs.map(() => [images, filters, ...results]);
  };

const reduceShape: ShapeRule = (asked) => {
  const [shape = []] = asked.shapes;
  const given = listOrInput(asked, "axes", 1);
  const axes = (given ?? shape.map((_, axis) => axis)).map((axis) => axisOf(axis, shape.length));
  const keeps = number(asked.node, "keepdims", 1) === 1;
  return [shape.flatMap((size, axis) => (axes.includes(axis) ? (keeps ? [1] : []) : [size]))];
};

const reshapeShape: ShapeRule = ({ node, known }) => {
  const wanted = known.values.get(node.inputs[1] ?? "") ?? list(node, "shape");
  const shape = known.shapes.get(node.inputs[0] ?? "");
  if (wanted === undefined) return undefined;
  const sizes = wanted.map((size, axis) =>
    size === 0 && number(node, "allowzero", 0) === 0 ? shape?.[axis] : size,
  );
  if (sizes.includes(undefined)) return undefined;
  const told = elementsOf(sizes.filter((size) => size !== -1) as number[]);
  if (!sizes.includes(-1)) return [sizes as number[]];
  return shape && [sizes.map((size) => (size === -1 ? elementsOf(shape) / told : size!))];
};

const sliceShape: ShapeRule = (asked) => {
  const [shape = []] = asked.shapes;
  const starts = listOrInput(asked, "starts", 1);
  const ends = listOrInput(asked, "ends", 2);
  if (starts === undefined || ends === undefined) return undefined;
  const axes = listOrInput(asked, "axes", 3) ?? starts.map((_, axis) => axis);
  const steps = asked.known.values.get(asked.node.inputs[4] ?? "") ?? [];
  const result = [...shape];
  axes.forEach((given, index) => {
    const axis = axisOf(given, shape.length);
    const size = shape[axis]!;
    const step = steps[index] ?? 1;
    const place = (value: number): number => Math.min(Math.max(value < 0 ? value + size : value, 0), size);
    const length = step > 0 ? place(ends[index]!) - place(starts[index]!) : size;
    result[axis] = Math.max(0, Math.ceil(length / Math.abs(step)));
  });
  return [result];
};

const concatShape: ShapeRule = ({ node, shapes }) => {
  const [first = []] = shapes;
  const axis = axisOf(number(node, "axis", 0), first.length);
  const size = shapes.reduce((sum, shape) => sum + (shape[axis] ?? 0), 0);
  return [first.map((own, index) => (index === axis ? size : own))];
};

const splitShape: ShapeRule = (asked) => {
  const [shape = []] = asked.shapes;
  const axis = axisOf(number(asked.node, "axis", 0), shape.length);
  const parts = listOrInput(asked, "split", 1);
  const equal = Math.ceil(shape[axis]! / asked.node.outputs.length);
  return asked.node.outputs.map((_, index) =>
    shape.map((size, at) => (at === axis ? (parts?.[index] ?? Math.min(equal, size - index * equal)) : size)),
  );
};

const gatherShape: ShapeRule = ({ node, shapes: [data = [], indices = []] }) => {
  const axis = axisOf(number(node, "axis", 0), data.length);
  return [[...data.slice(0, axis), ...indices, ...data.slice(axis + 1)]];
};

const unsqueezeShape: ShapeRule = (asked) => {
  const [shape = []] = asked.shapes;
  const axes = listOrInput(asked, "axes", 1) ?? [];
  const rank = shape.length + axes.length;
  const added = new Set(axes.map((axis) => axisOf(axis, rank)));
  const rest = [...shape];
  return [Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : rest.shift()!))];
};

const squeezeShape: ShapeRule = (asked) => {
  const [shape = []] = asked.shapes;
  const axes = listOrInput(asked, "axes", 1)?.map((axis) => axisOf(axis, shape.length));
  return [shape.filter((size, axis) => (axes === undefined ? size !== 1 : !axes.includes(axis)))];
};

const transposeShape: ShapeRule = ({ node, shapes: [shape = []] }) => {
  const order = list(node, "perm") ?? shape.map((_, axis) => shape.length - 1 - axis);
  return [order.map((axis) => shape[axis]!)];
};

const flattenShape: ShapeRule = ({ node, shapes: [shape = []] }) => {
  const axis = axisOf(number(node, "axis", 1), shape.length);
  return [[elementsOf(shape.slice(0, axis)), elementsOf(shape.slice(axis))]];
};

const einsumShape: ShapeRule = ({ node, shapes }) => {
  const [left = "", right] = String(node.attributes.get("equation") ?? "")
    .replaceAll(" ", "")
    .split("->");
  if (right === undefined || left.includes(".")) return undefined;
  const sizes = new Map<string, number>();
  left.split(",").forEach((term, index) => {
    [...term].forEach((letter, axis) => {
      sizes.set(letter, shapes[index]?.[axis] ?? 1);
    });
  });
  return [[...right].map((letter) => sizes.get(letter)!)];
};

const entries = (names: string, rule: ShapeRule): [string, ShapeRule][] =>
  names.split(" ").map((name) => [name, rule]);

const shapeRules: ReadonlyMap<string, ShapeRule> = new Map<string, ShapeRule>([
  ["MatMul", matmulShape],
  ["Gemm", gemmShape],
  ["Einsum", einsumShape],
  ["Conv", windowShape("convolution")],
  ["ConvTranspose", windowShape("transposed")],
  ...entries("MaxPool AveragePool LpPool", windowShape("pool")),
  ...entries("GlobalAveragePool GlobalMaxPool", ({ shapes: [shape = []] }) => [
    shape.map((size, axis) => (axis < 2 ? size : 1)),
  ]),
  ...entries(
    "ReduceMean ReduceSum ReduceMax ReduceMin ReduceProd ReduceL1 ReduceL2 ReduceSumSquare",
    reduceShape,
  ),
  ["Reshape", reshapeShape],
  ["Slice", sliceShape],
  ["Concat", concatShape],
  ["Split", splitShape],
  ["Gather", gatherShape],
  ["Unsqueeze", unsqueezeShape],
  ["Squeeze", squeezeShape],
  ["Transpose", transposeShape],
  ["Flatten", flattenShape],
  [
    "Expand",
    ({ node, known }) => {
      const wanted = known.values.get(node.inputs[1] ?? "");
      const shape = known.shapes.get(node.inputs[0] ?? "");
      return wanted && shape && [broadcastShape(shape, wanted)];
    },
  ],
  [
    "Tile",
    (asked) => {
      const repeats = listOrInput(asked, "repeats", 1);
      return repeats && [asked.shapes[0]!.map((size, axis) => size * repeats[axis]!)];
    },
  ],
  [
    "Pad",
    (asked) => {
      const pads = listOrInput(asked, "pads", 1);
      const [shape = []] = asked.shapes;
      return pads && [shape.map((size, axis) => size + pads[axis]! + pads[axis + shape.length]!)];
    },
  ],
  ["ConstantOfShape", ({ node, known }) => [known.values.get(node.inputs[0] ?? "")]],
  ["Constant", ({ node }) => [(node.attributes.get("value") as OnnxTensor | undefined)?.dims ?? []]],
  [
    "Shape",
    ({ node, known }) => {
      const shape = known.shapes.get(node.inputs[0] ?? "");
      return shape && [[shape.length]];
    },
  ],
  [
    "Range",
    ({ node, known }) =>
      [rangeOf(node, known)?.length].map((length) => (length === undefined ? undefined : [length])),
  ],
  [
    "Attention",
    ({ node, shapes: [query = [], , value = []] }) => [
      [...query.slice(0, -1), query.length === 4 ? value.at(-1)! : query.at(-1)!],
      ...node.outputs.slice(1).map(() => undefined),
    ],
  ],
  ...entries(
    "LayerNormalization RMSNormalization BatchNormalization InstanceNormalization GroupNormalization Softmax LogSoftmax Dropout Relu Sigmoid Tanh Gelu Clip Identity Cast CumSum Trilu LeakyRelu HardSwish HardSigmoid CastLike",
    ({ shapes }) => [shapes[0]],
  ),
  ...entries("TopK NonZero Resize Upsample Loop If Scan", () => undefined),
  ...entries("ScatterND ScatterElements", sameAsFirst),
]);

/** Follows whole numbers through what exporters compute shapes with. */
function inferValues(node: OnnxNode, { shapes, values }: Known): void {
  const [output = ""] = node.outputs;
  if (values.has(output)) return;
  const lists = node.inputs.map((name) => values.get(name));
  const [a, b] = lists;
  const shape = shapes.get(node.inputs[0] ?? "");
  const known = { shapes, values };
  const found = ((): readonly number[] | undefined => {
    switch (node.type) {
      case "Constant": {
        const tensor = node.attributes.get("value") as OnnxTensor | undefined;
        const single = node.attributes.get("value_int");
        return tensor?.values ?? (typeof single === "number" ? [single] : list(node, "value_ints"));
      }
      case "Shape":
        return shape?.slice(number(node, "start", 0), number(node, "end", shape.length));
      case "Size":
        return shape && [elementsOf(shape)];
      case "Identity":
      case "Cast":
      case "Squeeze":
      case "Unsqueeze":
      case "Reshape":
        return a;
      case "Concat":
        return lists.every((own) => own !== undefined) ? (lists.flat() as number[]) : undefined;
      case "Gather":
        return a && b?.map((index) => a.at(index)!);
      case "Slice":
        return a && lists[1] && lists[2] && a.slice(lists[1][0], lists[2][0]);
      case "Range":
        return rangeOf(node, known);
      case "Add":
      case "Sub":
      case "Mul":
      case "Div":
        return a && b && arithmetic(node.type, a, b);
      default:
        return undefined;
    }
  })();
  if (found !== undefined && found.length <= 1024) values.set(output, found);
}

function rangeOf(node: OnnxNode, { values }: Known): number[] | undefined {
  const [start, end, step] = node.inputs.map((name) => values.get(name)?.[0]);
  if (start === undefined || end === undefined || !step) return undefined;
  const length = Math.max(0, Math.ceil((end - start) / step));
  return Array.from({ length }, (_, index) => start + index * step);
}

function arithmetic(type: string, a: readonly number[], b: readonly number[]): number[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, index) => {
    const [left, right] = [a[a.length === 1 ? 0 : index]!, b[b.length === 1 ? 0 : index]!];
    if (type === "Add") return left + right;
    if (type === "Sub") return left - right;
    return type === "Mul" ? left * right : Math.trunc(left / right);
  });
}
