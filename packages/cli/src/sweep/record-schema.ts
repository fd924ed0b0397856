import * as z from "zod";

/** Value of a parameter. */
export const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** First line of a sweep's results file. */
export const sweepHeader = z.looseObject({
  schema: z.literal("astra-ts/sweep-points@2"),
  version: z.string(),
  name: z.string(),
  experiment: z.string().optional(),
  parameters: z.array(z.string()),
  fields: z.array(z.string().nullable()).optional(),
  points: z.number().optional(),
  shard: z
    .looseObject({
      index: z.number(),
      count: z.number(),
      points: z.number(),
      cost: z.number(),
      workers: z.number(),
    })
    .optional(),
});

const point = {
  id: z.string(),
  index: z.number().optional(),
  cost: z.number().optional(),
  parameters: z.record(z.string(), cell),
  version: z.string(),
};

/** The other lines. */
export const sweepRecord = z.discriminatedUnion("status", [
  z.looseObject({
    ...point,
    status: z.literal("ok"),
    measures: z.record(z.string(), z.number().nullable()),
    warnings: z.array(z.string()),
  }),
  z.looseObject({
    ...point,
    status: z.literal("failed"),
    error: z.looseObject({ code: z.string(), message: z.string(), hint: z.string().optional() }),
  }),
]);
