import {
  type AttentionOperation,
  type ComputeModel,
  type GemmOperation,
  lowerConvolution,
  type Operation,
  operationCost,
} from "@astra-ts/core";
import * as z from "zod";
import { checkedModel } from "../options/checked-model.js";
import { memoryBandwidth } from "../quantities/rates.js";

/** Which operand stays in the processing elements while the others stream past. */
export type Dataflow = "output-stationary" | "weight-stationary" | "input-stationary";

/** Short names, as accelerator files have them. */
export const dataflowNames: Readonly<Record<string, Dataflow>> = {
  os: "output-stationary",
  ws: "weight-stationary",
  is: "input-stationary",
};

/** A systolic array and what stays in it. */
export interface SystolicArray {
  readonly rows: number;
  readonly columns: number;
  readonly dataflow: Dataflow;
}

/**
 * Cycles of one product of matrices on a systolic array. The product is cut into folds that fill the array; a fold takes the length that streams past it plus
 * the time to fill and drain the array (and, where an operand stays, to load it). Equal to the reports of SCALE-Sim v2 (https://github.com/scalesim-project/scale-sim-v2)
 * in its default mode, in which the memories never stall the array.
 */
export function systolicCycles(
  array: SystolicArray,
  { m, n, k, batch = 1 }: Omit<GemmOperation, "kind">,
): number {
  const { rows, columns, dataflow } = array;
  const folds = (down: number, across: number) => Math.ceil(down / rows) * Math.ceil(across / columns);
  const drain = rows + columns - 2;
  switch (dataflow) {
    case "output-stationary":
      return batch * (folds(m, n) * (k + drain) - 1);
    case "weight-stationary":
      return batch * (folds(k, n) * (m + rows + drain) - 1);
    case "input-stationary":
      return batch * (folds(k, m) * (n + rows + drain) - 1);
  }
}

const options = z.strictObject({
  rows: z.int().min(1).describe("Rows of processing elements."),
  columns: z.int().min(1).describe("Columns of processing elements."),
  dataflow: z
    .enum(["output-stationary", "weight-stationary", "input-stationary", "os", "ws", "is"])
    .default("weight-stationary")
    .transform(
      (name): Dataflow => (Object.hasOwn(dataflowNames, name) ? dataflowNames[name]! : (name as Dataflow)),
    )
    .describe("The operand that stays in place: output (os), weight (ws) or input (is)."),
  clock: z.number().positive().default(1).describe("Clock frequency, GHz; 1 makes a cycle one ns."),
  vectorLanes: z
    .int()
    .min(1)
    .optional()
    .describe(
      "Arithmetic operations per cycle of the vector unit beside the array; default: one per column.",
    ),
  memoryBandwidth: memoryBandwidth
    .optional()
    .describe(
      "Bound on everything but products of matrices, bytes/ns or such as 300GB/s; default: no bound.",
    ),
});

/** Options of the compute model `systolic`, checked. */
export type SystolicOptions = z.output<typeof options>;

/** A systolic array with a vector unit: products in closed form, everything else by its operations and bytes. */
export const systolic: ComputeModel<SystolicOptions> = checkedModel({
  name: "systolic",
  description: "Systolic array of rows x columns in closed form, equal to SCALE-Sim v2 cycle for cycle",
  options,
  create(array) {
    const lanes = array.vectorLanes ?? array.columns;
    const bytesPerCycle = (array.memoryBandwidth ?? Number.POSITIVE_INFINITY) / array.clock;

    const vectorCycles = (operation: Operation): number => {
      const { vectorOperations, bytes } = operationCost(operation);
      return Math.max(Math.ceil(vectorOperations / lanes), Math.ceil(bytes / bytesPerCycle));
    };
    const cycles = (operation: Operation): number => {
      switch (operation.kind) {
        case "gemm":
          return systolicCycles(array, operation);
        case "convolution":
          return systolicCycles(array, lowerConvolution(operation));
        case "attention": {
          const products = attentionProducts(operation).reduce((sum, p) => sum + systolicCycles(array, p), 0);
          return products + Math.ceil(operationCost(operation).vectorOperations / lanes);
        }
        default:
          return vectorCycles(operation);
      }
    };
    return {
      peakFlops: 2 * array.rows * array.columns * array.clock,
      time: (operation) => cycles(operation) / array.clock,
    };
  },
});

/** The products inside attention, per sequence and head: scores and values forward; gradients of values, scores, queries and keys backward. */
function attentionProducts(operation: AttentionOperation): GemmOperation[] {
  const { queryLength: q, keyLength: k, headDimension: d } = operation;
  const product = (m: number, n: number, inner: number): GemmOperation => ({
    kind: "gemm",
    m,
    n,
    k: inner,
    batch: operation.batch * operation.heads,
  });
  const scores = product(q, k, d);
  const values = product(q, d, k);
  if (operation.pass === "forward") return [scores, values];
  return [product(k, d, q), scores, values, product(k, d, q)];
}
