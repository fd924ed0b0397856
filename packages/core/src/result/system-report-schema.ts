import * as z from "zod";
import { heldTo } from "../schema/held-to.js";
import type { SystemReport } from "../system/system.js";
import { count, counters, collectiveKind as kind, numbers } from "./schema-parts.js";

/** What one rank saw of a logical dimension. */
export const systemDimension = z.object({
  npus: count.min(1),
  physical: count,
  bytesSent: z.number(),
  averageChunkLatency: z.number().nullable(),
  activity: numbers,
});

/** What a saved result says of the system layer. */
export const systemReport = heldTo<SystemReport>()(
  z.object({
    dimensions: z.array(systemDimension),
    phases: z
      .array(
        z.object({
          collective: count,
          kind,
          chunk: count,
          phase: count,
          dimension: count,
          bytes: z.number(),
          queued: z.number(),
          start: z.number(),
          end: z.number(),
        }),
      )
      .optional(),
    droppedPhases: count.optional(),
    algorithms: z
      .array(
        z.object({
          kind,
          dimension: count,
          npus: count,
          algorithm: z.string(),
          chosen: z.boolean(),
          phases: count,
          bytes: z.object({ least: z.number(), most: z.number() }),
          alternative: z.object({ algorithm: z.string(), time: z.number(), bytes: z.number() }).optional(),
        }),
      )
      .optional(),
    counters,
  }),
);
