import { type ComputeModel, operationCost } from "@astra-ts/core";
import * as z from "zod";
import { checkedModel } from "../options/checked-model.js";
import { flopRate, memoryBandwidth } from "../quantities/rates.js";

const options = z.strictObject({
  peakFlops: flopRate.describe(
    "Peak rate of products of matrices in the data type used: FLOP/ns or such as 312TFLOP/s.",
  ),
  memoryBandwidth: memoryBandwidth.describe("Of the accelerator's memory: bytes/ns or such as 2039GB/s."),
  vectorFlops: flopRate
    .optional()
    .describe("Rate of all other arithmetic; default: a sixteenth of peakFlops."),
  efficiency: z.number().positive().max(1).default(1).describe("Share of the peak rates that is reached."),
  overhead: z.number().min(0).default(0).describe("Added to each operation (kernel launch), ns."),
});

/** Options of the compute model `roofline`, checked. */
export type RooflineOptions = z.output<typeof options>;

/** The roofline of Williams, Waterman and Patterson (CACM 52(4), 2009): an operation takes as long as its arithmetic or its bytes, whichever is longer. */
export const roofline: ComputeModel<RooflineOptions> = checkedModel({
  name: "roofline",
  description: "Peak arithmetic and memory bandwidth: whichever bounds the operation",
  options,
  create({ peakFlops, memoryBandwidth: bandwidth, vectorFlops = peakFlops / 16, efficiency, overhead }) {
    return {
      peakFlops,
      time(operation) {
        const { flops, vectorOperations, bytes } = operationCost(operation);
        const arithmetic = (flops / peakFlops + vectorOperations / vectorFlops) / efficiency;
        return Math.max(arithmetic, bytes / bandwidth) + overhead;
      },
    };
  },
});
