import { z } from "zod";

const share = (text: string) => z.number().positive().max(1).describe(text);
const time = (text: string) => z.number().min(0).describe(`${text}, ns.`);
const factor = (text: string) => z.number().min(0).describe(text);

/** Products of one data type. */
const products = z.strictObject({
  efficiency: share("Share of a processor's peak rate that a tile reaches while its operands keep up."),
  operands: factor(
    "Bytes of operands per ns that one processor gets from the cache, shared among neighbours.",
  ),
});

/** How far a GPU's kernels reach what its data sheet says: a small set of figures, fitted to measured times. */
export const gpuEfficiencies = z.strictObject({
  steps: z.strictObject({
    gap: time("Between two kernels of a training step, beyond that between two of a recorded graph"),
    relief: factor(
      "Power that products may draw between kernels that draw less, as a multiple of what they may draw alone.",
    ),
  }),
  products: z.strictObject({
    fp16: products,
    tf32: products,
    fp8: products,
    sustained: share(
      "Share of the GPU's peak rate that its power allows for long; 16-bit types alone come up to it.",
    ),
    start: time("From the launch to the first tile at work, and from the last tile to the end"),
    tile: time("Writing out a tile of the largest size, and going on to the next one"),
    fill: factor("Steps along the inner dimension that a tile waits before its first product."),
    memory: share("Share of the memory's bandwidth that is reached."),
    unaligned: share("Efficiency that is left where rows do not begin at multiples of 32 bytes."),
    split: factor("Memory traffic of adding up partial sums, as a multiple of their size."),
    splitStart: time("Added where the inner dimension is split among processors"),
    overlap: z
      .number()
      .min(1)
      .max(12)
      .describe("How sharply the longest of arithmetic, memory and power decides: exponent of a norm."),
  }),
  memory: z.strictObject({
    bandwidth: share("Share of the memory's bandwidth that kernels reach which do little else."),
    cached: share("Share of the cache whose contents are still there when the next kernel reads them."),
  }),
  streams: z.strictObject({
    start: time("Of a kernel that reads, computes and writes element by element"),
    slow: share("Kernels that convert types or draw random numbers: share of the others' bandwidth."),
    slowStart: time("Added for those"),
    update: factor("Parameters that an optimizer updates per ns and processor, at most."),
    updateStart: time("Of an optimizer's kernels"),
  }),
  rows: z.strictObject({
    start: time("Of a kernel that works along rows"),
    element: time("Of one element of a row, before the next row is needed"),
    layerRow: time("Layer normalisation: of one row on one processor, whatever its width"),
    backwardRow: time("The same for its gradients and those of RMS normalisation"),
    batch: share("Normalisation along columns: share of the bandwidth that other kernels reach."),
    softmaxStart: time("Of a softmax or a cross entropy"),
    softmaxRow: time("Softmax: of one row on one processor, where a warp holds the row"),
    registerRow: time(
      "Softmax: of the widest row that a block of threads holds in registers, on one processor",
    ),
  }),
  attention: z.strictObject({
    start: time("Of the fused kernel"),
    product: share("Forward: share of the peak rate in its two products."),
    score: time("Forward: of one score on one processor, its exponential above all"),
    tile: time("Forward: of one tile of queries, whatever the number of keys"),
    backwardStart: time("Of the fused kernels of the backward pass"),
    backwardProduct: share("Backward: share of the peak rate in its five products."),
    backwardScore: time("Backward: of one score on one processor"),
    backwardTile: time("Backward: of one tile"),
  }),
  host: z.strictObject({
    launch: time("A small kernel called from Python"),
    optimizer: time("An optimizer's step called from Python"),
    gradient: time("A gradient asked for from Python"),
    gradientKernel: time("Added for each kernel of that gradient"),
  }),
  convolutions: z.strictObject({
    vector: share("Where channels do not come in groups of eight: share of the vector units' rate."),
    cached: share("Share of the cache whose contents are still there from the layer before."),
    start: time("Of a convolution's kernels, besides those of its product"),
    stridedStart: time("Added for the gradient of the inputs of a convolution with a stride"),
  }),
});

/** Fitted figures of one GPU. */
export type GpuEfficiencies = z.output<typeof gpuEfficiencies>;
