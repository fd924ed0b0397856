import * as z from "zod";
import { time } from "./quantities.js";

/** `stragglers:` of an experiment. */
export const stragglersDocument = z
  .array(
    z.strictObject({
      npus: z.array(z.number().int().min(0)).min(1).describe("which NPUs"),
      factor: z
        .number()
        .positive()
        .describe(
          "how many times as long computing takes: 2 is half of the speed; factors that hold at once multiply",
        ),
      from: time.default(0).describe("when it begins"),
      until: time.optional().describe("when it ends; default: never"),
    }),
  )
  .min(1);

/** `jitter:` of an experiment. */
export const jitterDocument = z.strictObject({
  distribution: z
    .enum(["lognormal", "uniform"])
    .default("lognormal")
    .describe("of the factor of each compute time, whose mean is 1"),
  deviation: z
    .number()
    .min(0)
    .max(1)
    .describe("standard deviation of that factor; of `uniform` 0.57 at most"),
  seed: z.number().int().default(1).describe("other seeds give other draws"),
});
