import * as z from "zod";
import type { NetworkReport } from "../network/report.js";
import { heldTo } from "../schema/held-to.js";
import { count, counters, numbers } from "./schema-parts.js";

const activity = z.object({ window: z.number(), utilization: numbers });

/** What a saved result says of the network. */
export const networkReport = heldTo<NetworkReport>()(
  z.object({
    messages: count,
    bytes: z.number(),
    dimensions: z.array(
      z.object({
        dimension: count,
        bytes: z.number(),
        messages: count,
        busyTime: z.number().optional(),
        queueingTime: z.number().optional(),
        maxQueue: z.number().optional(),
        utilization: z.number().optional(),
        activity: activity.optional(),
      }),
    ),
    links: z
      .array(
        z.object({
          from: z.string(),
          to: z.string(),
          dimension: count.nullable(),
          bytes: z.number(),
          messages: count,
          busyTime: z.number(),
          queueingTime: z.number(),
          maxQueue: z.number(),
          dropped: count.optional(),
          activity: activity.optional(),
        }),
      )
      .optional(),
    latency: z
      .object({
        count,
        mean: z.number(),
        p50: z.number(),
        p99: z.number(),
        max: z.number(),
        histogram: z.object({ upTo: numbers, counts: numbers }).optional(),
      })
      .optional(),
    attribution: z
      .object({ propagation: z.number(), serialization: z.number(), queueing: z.number() })
      .optional(),
    bufferLimit: z
      .object({
        from: z.string(),
        to: z.string(),
        bandwidth: z.number(),
        allowed: z.number(),
        links: count,
      })
      .optional(),
    chosen: z.record(z.string(), z.union([z.number(), z.string()])).optional(),
    cost: z.number().optional(),
    counters,
  }),
);
