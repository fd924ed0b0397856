import type { Operation } from "@astra-ts/core";
import { type GpuOptions, kernelTime, stepKernelTime } from "../compute-models/gpu/gpu.js";
import { type KernelSizes, operationOf } from "./kernel-row.js";
import { kernelsOf, type TrainingKernels } from "./model-row.js";
import type { MeasuredRow } from "./read-measured.js";
import type { RowTimes } from "./times.js";

/** Kernels that one call of a framework's gradient launches. */
const gradientKernels: Readonly<Partial<Record<KernelSizes["op"], number>>> = {
  gelu_backward: 1,
  layernorm_backward: 3,
  attention_backward: 5,
};

/** What a row asks of a GPU; made once, predicted as often as a fit needs. */
export type RowWork =
  | {
      readonly kind: "kernel";
      readonly operation: Operation;
      readonly sizes: KernelSizes;
      readonly eager: boolean;
    }
  | { readonly kind: "passes"; readonly passes: TrainingKernels };

/** The kernels of a row. */
export function workOf({ sizes, eager }: MeasuredRow): RowWork {
  if (sizes.op === "block" || sizes.op === "training_step")
    return { kind: "passes", passes: kernelsOf(sizes) };
  return { kind: "kernel", operation: operationOf(sizes), sizes, eager };
}

/** Predicted times of a measured row, us, by their names in it. */
export function predictRow(row: MeasuredRow, gpu: GpuOptions): RowTimes {
  return predictWork(workOf(row), gpu);
}

/** Predicted times of a row's work, us. */
export function predictWork(work: RowWork, gpu: GpuOptions): RowTimes {
  if (work.kind === "kernel") return { us: kernelRowTime(work, gpu) / 1000 };
  const { forward, backward, optimizer } = work.passes;
  const sum = (operations: readonly Operation[]) =>
    operations.reduce((time, operation) => time + stepKernelTime(operation, gpu), 0);
  return {
    forward_us: sum(forward) / 1000,
    backward_us: sum(backward) / 1000,
    ...(optimizer.length > 0 && { optimizer_us: sum(optimizer) / 1000 }),
  };
}

/** A kernel, or the host that calls it where each call was timed and the host is slower. */
function kernelRowTime(
  { operation, sizes, eager }: RowWork & { kind: "kernel" },
  { device, efficiencies }: GpuOptions,
): number {
  const time = kernelTime(operation, device, efficiencies);
  if (!eager) return time;
  const { host } = efficiencies;
  if (sizes.op === "launch") return Math.max(time, host.launch);
  if (sizes.op === "adam") return Math.max(time, host.optimizer);
  const kernels = gradientKernels[sizes.op];
  return kernels === undefined ? time : Math.max(time, host.gradient + kernels * host.gradientKernel);
}
