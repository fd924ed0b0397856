import type { ComputeModel } from "@astra-ts/core";
import * as z from "zod";
import { checkedModel } from "../options/checked-model.js";

const options = z.strictObject({
  time: z.number().min(0).default(1000).describe("Time of every operation that `times` does not name, ns."),
  times: z
    .record(z.string(), z.number().min(0))
    .default({})
    .describe(
      "Times by label (attention.scores), by the label's first part (attention) or by kind (gemm), ns.",
    ),
});

/** Options of the compute model `fixed`, checked. */
export type FixedOptions = z.output<typeof options>;

/** The same time for every operation, whatever its size: for thought experiments and tests. */
export const fixed: ComputeModel<FixedOptions> = checkedModel({
  name: "fixed",
  description: "A fixed time per operation, by label or kind",
  options,
  create({ time, times }) {
    return {
      time({ label = "", kind }) {
        return times[label] ?? times[label.split(".")[0]!] ?? times[kind] ?? time;
      },
    };
  },
});
