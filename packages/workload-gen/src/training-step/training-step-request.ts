import type { GpuOptions } from "../compute-models/gpu/gpu.js";
import type { TransformerModel } from "../models/transformer-model.js";
import type { Machine } from "./machine.js";

/** A training step of a transformer: how it is spread, and what its software does. */
export interface TrainingStepRequest {
  readonly model: TransformerModel;
  /** Tokens per sequence. */
  readonly sequence: number;
  /** Sequences of one microbatch of one replica. */
  readonly microbatch: number;
  /** Microbatches of one replica in a step. */
  readonly microbatches: number;
  readonly tensor: number;
  readonly pipeline: number;
  readonly data: number;
  /** GPUs that a sequence is divided among. */
  readonly context: number;
  /** Runs of blocks that a pipeline stage has. */
  readonly virtualStages: number;
  readonly sequenceParallel: boolean;
  /** What of a block the backward pass computes again: nothing, its attention, or all of it in a share of the blocks. */
  readonly recomputed: "none" | "attention" | number;
  /** What is divided among replicas: nothing, the optimizer's state, gradients too, parameters too (ZeRO, Rajbhandari et al., arXiv:1910.02054). */
  readonly zero: 0 | 1 | 2 | 3;
  readonly dataType: "bf16" | "fp8";
  /** Kernels of attention: one for each of its operations, or a generation of FlashAttention; `latest` is what the GPU's figures were fitted to. */
  readonly attention: "plain" | "flash-1" | "flash-2" | "latest";
  /** Each function is a kernel of its own, as without a compiler and without fused kernels. */
  readonly eager: boolean;
  /** The host calls each kernel by way of Python and its automatic differentiation; else kernels are only launched. */
  readonly calledFromPython: boolean;
  /** Bytes of a gradient when replicas add it up. */
  readonly gradientBytes: number;
  /** Communication that runs beside arithmetic. */
  readonly overlaps: { readonly gradients: boolean; readonly parameters: boolean; readonly tensor: boolean };
  readonly gpu: GpuOptions;
  readonly machine: Machine;
}
