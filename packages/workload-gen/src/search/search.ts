import { type GraphNodeWork, type GraphWorkload, isAstraError, type LayerWorkload } from "@astra-ts/core";
import type { GeneratedWorkload } from "../generate.js";
import { divisors } from "../plan/divide.js";
import type { Parallelism } from "../plan/parallelism.js";

/** What is varied: how a step of a given batch is spread over a given number of NPUs. */
export interface SearchSpace {
  readonly npus: number;
  /** Samples or sequences of one step over all replicas, the same for all. */
  readonly batch: number;
  /** Most parts that a replica's batch is cut into. */
  readonly maxMicrobatches: number;
  /** Also with parameters divided among replicas. */
  readonly fullySharded: boolean;
}

/** One way to spread a training step. */
export type SearchPoint = Pick<
  Parallelism,
  "tensor" | "data" | "pipeline" | "microbatches" | "schedule" | "fullySharded"
>;

/** What became of one way before anything was simulated. */
export type SearchCandidate =
  | {
      readonly point: SearchPoint;
      readonly verdict: "possible";
      readonly generated: GeneratedWorkload;
      readonly leastTime: number;
    }
  | { readonly point: SearchPoint; readonly verdict: "does not divide"; readonly reason: string }
  | { readonly point: SearchPoint; readonly verdict: "does not fit"; readonly memory: number };

/** All ways whose degrees make up the NPUs and whose parts make up the batch, in order of their degrees. */
export function searchPoints({ npus, batch, maxMicrobatches, fullySharded }: SearchSpace): SearchPoint[] {
  const points: SearchPoint[] = [];
  for (const tensor of divisors(npus))
    for (const pipeline of divisors(npus / tensor)) {
      const data = npus / tensor / pipeline;
      if (batch % data !== 0) continue;
      // In one stage, or with one microbatch, the orders are the same.
      for (const microbatches of divisors(batch / data).filter(
        (parts) => parts <= maxMicrobatches && isPowerOfTwo(parts),
      ))
        for (const sharded of fullySharded && data > 1 ? [false, true] : [false])
          for (const schedule of pipeline > 1 && microbatches > 1
            ? (["1f1b", "gpipe"] as const)
            : (["1f1b"] as const))
            points.push({ tensor, data, pipeline, microbatches, schedule, fullySharded: sharded });
    }
  return points;
}

/** Makes the workload of one way, and says whether it can be and fits. Other errors than those of degrees are thrown on. */
export function searchCandidate(
  point: SearchPoint,
  generate: (point: SearchPoint) => GeneratedWorkload,
): SearchCandidate {
  try {
    const generated = generate(point);
    const memory = Math.max(...generated.memory.map(({ total }) => total));
    if (generated.memoryOfNpu !== undefined && memory > generated.memoryOfNpu)
      return { point, verdict: "does not fit", memory };
    return { point, verdict: "possible", generated, leastTime: leastTime(generated.workload) };
  } catch (error) {
    const isOfDegrees =
      isAstraError(error) &&
      (error.code === "INVALID_VALUE" || error.code === "UNSUPPORTED") &&
      /^(tensor|data|pipeline|microbatches|batch|sequence)$/.test(error.details.field ?? "");
    if (!isOfDegrees) throw error;
    return { point, verdict: "does not divide", reason: error.details.problem };
  }
}

/** A time, ns, that no network can undercut: what the busiest NPU computes. */
export function leastTime(workload: GraphWorkload | LayerWorkload): number {
  if (workload.kind === "layers")
    return workload.layers.reduce(
      (sum, { forward, inputGradient, weightGradient }) =>
        sum + forward.compute + inputGradient.compute + weightGradient.compute,
      0,
    );
  let most = 0;
  for (const program of new Set(workload.ranks)) most = Math.max(most, computeOf(program));
  return most;
}

function computeOf(nodes: Iterable<GraphNodeWork>): number {
  let sum = 0;
  for (const node of nodes)
    if (node.kind === "compute" && (node.on ?? "compute") === "compute") sum += node.duration;
  return sum;
}

function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(Math.log2(value));
}
