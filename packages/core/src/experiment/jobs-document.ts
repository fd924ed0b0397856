import * as z from "zod";
import { bandwidth, size, time } from "./quantities.js";
import { workloadForms } from "./workload-forms.js";

const count = z.number().int().min(1);
const rank = z.number().int().min(0);

/** One of `jobs:`. */
export const jobDocument = z.strictObject({
  name: z.string().min(1).describe("name of the job, which results have"),
  workload: z.union(Object.values(workloadForms)).describe("what its NPUs do"),
  npus: count.optional().describe("NPUs that it needs; may be left out where placement lists them"),
  placement: z
    .union([z.enum(["contiguous", "scattered", "random"]), z.array(rank).min(1)])
    .default("contiguous")
    .describe(
      "which NPUs it gets: `contiguous` the first free ones in a row, `scattered` evenly over the free ones, `random` drawn from them, or a list in the job's own order",
    ),
  seed: z.number().int().default(1).describe("of `random`"),
  grid: z
    .array(count)
    .min(1)
    .optional()
    .describe(
      "sizes of the logical dimensions that its collectives use, innermost first; default: those of the machine that it reaches over, or one of all where its NPUs are no block",
    ),
  start: time.default(0).describe("when it starts"),
  system: z
    .looseObject({})
    .optional()
    .describe("options of its system layer, or ASTRA-sim's system file; default: the experiment's"),
  alone: z
    .boolean()
    .default(true)
    .describe("whether it is run alone too, on the same NPUs, to tell how much the others slow it"),
});

/** `jobs:` of an experiment. */
export const jobsDocument = z.array(jobDocument).min(1);

/** `background:` of an experiment. */
export const backgroundDocument = z
  .array(
    z.strictObject({
      pattern: z
        .string()
        .describe(
          "how destinations are chosen: uniform_random, permutation, neighbor, tornado, bit_complement, hotspot",
        ),
      rate: bandwidth.describe("what each NPU sends, in the mean"),
      size: size.default(65_536).describe("size of one message; default 64KiB"),
      npus: z.array(rank).min(2).optional().describe("NPUs that send and receive; default: all"),
      arrivals: z
        .enum(["poisson", "regular"])
        .default("poisson")
        .describe("gaps between an NPU's messages: drawn from the exponential distribution, or equal"),
      from: time.default(0).describe("when it begins"),
      until: time.optional().describe("when it ends; default: when the last job has finished"),
    }),
  )
  .min(1);
