import * as z from "zod";
import { bandwidth, time } from "./quantities.js";

/** A link that differs from the others, in `overrides:` of a machine. */
export const linkOverride = z.strictObject({
  from: z
    .union([z.number().int(), z.string()])
    .describe('a rank, or a node\'s name such as "switch 0", "leaf 2" or "spine 1"'),
  to: z.union([z.number().int(), z.string()]),
  dimension: z.number().int().min(0).optional(),
  oneWay: z.boolean().optional(),
  bandwidth: bandwidth.optional(),
  latency: time.optional(),
  failed: z.boolean().optional(),
});
