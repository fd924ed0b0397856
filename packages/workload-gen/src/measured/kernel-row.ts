import type { DataType, Operation } from "@astra-ts/core";
import { z } from "zod";

const count = z.number().int().min(1);
const type = z.enum(["bf16", "fp16", "fp32", "fp8_e4m3"]);
const sized = { dtype: type };

/** A convolution as PyTorch names its sizes. */
const convolution = {
  ...sized,
  batch: count,
  channels_in: count,
  channels_out: count,
  side: count,
  filter: count,
  stride: count,
  padding: z.number().int().min(0),
};
const attention = {
  ...sized,
  batch: count,
  heads: count,
  sequence: count,
  head_dim: count,
  causal: z.boolean(),
};
const rows = { ...sized, rows: count, width: count };

/** One measured kernel: its sizes by the name of its operation. Times stand beside them. */
export const kernelSizes = z.discriminatedUnion("op", [
  z.object({ op: z.literal("launch"), dtype: type.default("fp32") }),
  z.object({ op: z.literal("gemm"), ...sized, m: count, n: count, k: count }),
  z.object({ op: z.literal("bmm"), ...sized, batch: count, m: count, n: count, k: count }),
  z.object({ op: z.literal("elementwise"), ...sized, kind: z.string(), elements: count }),
  z.object({ op: z.literal("gelu_backward"), ...sized, elements: count }),
  z.object({ op: z.literal("layernorm"), ...rows }),
  z.object({ op: z.literal("rmsnorm"), ...rows }),
  z.object({ op: z.literal("layernorm_backward"), ...rows }),
  z.object({ op: z.literal("softmax"), ...rows }),
  z.object({ op: z.literal("cross_entropy"), ...rows }),
  z.object({ op: z.literal("embedding"), ...rows }),
  z.object({ op: z.literal("adam"), ...sized, parameters: count }),
  z.object({ op: z.literal("attention"), ...attention }),
  z.object({ op: z.literal("attention_backward"), ...attention }),
  z.object({ op: z.literal("conv"), ...convolution }),
  z.object({ op: z.literal("conv_input_gradient"), ...convolution }),
  z.object({ op: z.literal("conv_weight_gradient"), ...convolution }),
]);

/** Sizes of a measured kernel, checked. */
export type KernelSizes = z.output<typeof kernelSizes>;

const dataTypes: Readonly<Record<z.output<typeof type>, DataType>> = {
  bf16: "bf16",
  fp16: "fp16",
  // PyTorch was allowed to use the matrix units for 32-bit products.
  fp32: "tf32",
  fp8_e4m3: "fp8",
};
const bytesOf: Readonly<Partial<Record<DataType, number>>> = { tf32: 4, fp8: 1 };

/** What kernels of one pass over their elements read, by PyTorch's name. */
const elementWise: Readonly<
  Record<string, { inputs: number; operations: number; outputBytes?: number; function?: string }>
> = {
  add: { inputs: 2, operations: 1, function: "add" },
  mul: { inputs: 2, operations: 1, function: "multiply" },
  gelu: { inputs: 1, operations: 10, function: "gelu" },
  silu: { inputs: 1, operations: 5, function: "silu" },
  copy: { inputs: 1, operations: 0, function: "copy" },
  // The mask of what was dropped is written beside the result, a byte per element.
  dropout: { inputs: 1, operations: 2, outputBytes: 3, function: "dropout" },
  cast: { inputs: 1, operations: 0, outputBytes: 4, function: "cast" },
};

/** The operation that was measured. A function that nobody knows is taken to read one tensor and to write one. */
export function operationOf(row: KernelSizes): Operation {
  const dataType = dataTypes[row.dtype];
  const bytesPerElement = bytesOf[dataType] ?? 2;
  const same = { dataType, bytesPerElement };
  switch (row.op) {
    case "launch":
      return { kind: "element-wise", elements: 1, ...elementWise.copy!, ...same };
    case "gemm":
      return { kind: "gemm", m: row.m, n: row.n, k: row.k, ...same };
    case "bmm":
      return { kind: "gemm", m: row.m, n: row.n, k: row.k, batch: row.batch, ...same };
    case "elementwise": {
      const known = elementWise[row.kind] ?? elementWise.copy!;
      return { kind: "element-wise", elements: row.elements, ...known, ...same };
    }
    case "gelu_backward":
      return {
        kind: "element-wise",
        elements: row.elements,
        inputs: 2,
        operations: 15,
        function: "gelu",
        ...same,
      };
    case "layernorm":
      return { kind: "normalisation", form: "layer", rows: row.rows, width: row.width, ...same };
    case "rmsnorm":
      return { kind: "normalisation", form: "rms", rows: row.rows, width: row.width, ...same };
    case "layernorm_backward":
      return {
        kind: "normalisation",
        form: "layer",
        pass: "backward",
        rows: row.rows,
        width: row.width,
        ...same,
      };
    case "softmax":
      return { kind: "softmax", rows: row.rows, width: row.width, ...same };
    case "cross_entropy":
      return { kind: "cross-entropy", pass: "forward", rows: row.rows, width: row.width, ...same };
    case "embedding":
      return { kind: "embedding", lookups: row.rows, width: row.width, ...same };
    case "adam":
      // Parameter, gradient and two moments are read, all but the gradient written.
      return {
        kind: "optimizer",
        parameters: row.parameters,
        bytesRead: 4 * bytesPerElement,
        bytesWritten: 3 * bytesPerElement,
        ...same,
      };
    case "attention":
    case "attention_backward":
      return {
        kind: "attention",
        batch: row.batch,
        heads: row.heads,
        keyValueHeads: row.heads,
        queryLength: row.sequence,
        keyLength: row.sequence,
        headDimension: row.head_dim,
        fused: true,
        causal: row.causal,
        pass: row.op === "attention" ? "forward" : "backward",
        ...same,
      };
    case "conv":
    case "conv_input_gradient":
    case "conv_weight_gradient":
      return {
        kind: "convolution",
        batch: row.batch,
        input: row.side,
        filter: row.filter,
        channels: row.channels_in,
        filters: row.channels_out,
        stride: row.stride,
        padding: row.padding,
        rounding: "floor",
        pass: (
          {
            conv: "forward",
            conv_input_gradient: "input-gradient",
            conv_weight_gradient: "weight-gradient",
          } as const
        )[row.op],
        ...same,
      };
  }
}
