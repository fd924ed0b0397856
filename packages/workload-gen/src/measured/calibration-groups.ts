import type { MeasuredRow } from "./read-measured.js";

/** Figures that are fitted together, on the rows that they matter for. */
export interface CalibrationGroup {
  readonly name: string;
  /** Paths below the efficiencies. */
  readonly figures: readonly string[];
  readonly rows: (row: MeasuredRow) => boolean;
  /** Steps of the search. */
  readonly steps: number;
}

const withOps =
  (...ops: readonly string[]) =>
  (row: MeasuredRow) =>
    ops.includes(row.sizes.op);
const products =
  (...types: readonly string[]) =>
  (row: MeasuredRow) =>
    row.sizes.op === "gemm" && types.includes(row.sizes.dtype);

/** In the order in which they are fitted: each builds on those before. */
export const calibrationGroups: readonly CalibrationGroup[] = [
  {
    name: "element-wise, rows",
    figures: [
      "memory.bandwidth",
      "memory.cached",
      "streams.start",
      "streams.slow",
      "streams.slowStart",
      "rows.start",
      "rows.element",
      "rows.layerRow",
      "rows.softmaxStart",
      "rows.softmaxRow",
      "rows.registerRow",
    ],
    rows: withOps("elementwise", "embedding", "layernorm", "rmsnorm", "softmax", "cross_entropy"),
    steps: 1500,
  },
  {
    name: "calls of gradients",
    figures: ["host.gradient", "host.gradientKernel", "rows.backwardRow"],
    rows: withOps("gelu_backward", "layernorm_backward"),
    steps: 200,
  },
  {
    name: "optimizer",
    figures: ["host.optimizer", "streams.update", "streams.updateStart"],
    rows: withOps("adam", "training_step"),
    steps: 200,
  },
  {
    name: "products, 16 bits",
    figures: [
      "products.fp16.efficiency",
      "products.sustained",
      "products.fp16.operands",
      "products.start",
      "products.tile",
      "products.fill",
      "products.memory",
      "products.unaligned",
      "products.split",
      "products.splitStart",
      "products.overlap",
    ],
    rows: products("bf16", "fp16"),
    steps: 700,
  },
  ...(["tf32", "fp8"] as const).map((type) => ({
    name: `products, ${type}`,
    figures: ["efficiency", "operands"].map((figure) => `products.${type}.${figure}`),
    rows: products(type === "tf32" ? "fp32" : "fp8_e4m3"),
    steps: 150,
  })),
  {
    name: "attention",
    figures: ["attention.start", "attention.product", "attention.score", "attention.tile"],
    rows: withOps("attention"),
    steps: 1000,
  },
  {
    name: "attention, backward",
    figures: [
      "attention.backwardStart",
      "attention.backwardProduct",
      "attention.backwardScore",
      "attention.backwardTile",
    ],
    rows: withOps("attention_backward"),
    steps: 1000,
  },
  {
    name: "convolutions",
    figures: [
      "convolutions.vector",
      "convolutions.cached",
      "convolutions.start",
      "convolutions.stridedStart",
    ],
    rows: withOps("conv", "conv_input_gradient", "conv_weight_gradient"),
    steps: 400,
  },
  {
    name: "steps",
    figures: ["steps.gap", "steps.relief", "rows.batch"],
    rows: withOps("block", "training_step"),
    steps: 100,
  },
];
