import * as z from "zod";

/** Fields to change, by path: `{ topology.0.bandwidth: 100GiB/s, network: packet }`. */
export const changes = z
  .record(z.string(), z.unknown())
  .describe("fields to change, by path, such as topology.0.bandwidth: 100GiB/s");

const values = z.array(z.unknown()).min(1);

const axis = z
  .union(
    [
      values.describe("values of the field that the axis is named after"),
      z.strictObject({
        fields: z
          .union([z.string(), z.array(z.string()).min(1)])
          .describe("path of the field, or of several"),
        values: values.describe("values that the field takes, one after the other"),
      }),
      z.strictObject({
        cases: z.record(z.string(), changes).describe("named settings of several fields at once"),
      }),
    ],
    { error: "expected a list of values, or a map {fields, values}, or a map {cases}" },
  )
  .describe("an axis of the grid");

/** `sweep:` of an experiment. Points are the grid's combinations, each with every entry of the list. */
export const sweepDocument = z.strictObject({
  grid: z
    .record(z.string(), axis)
    .optional()
    .describe("axes by name; every combination is a point. The name of a plain list is the field's path"),
  list: z
    .array(z.strictObject({ name: z.string(), set: changes }))
    .min(1)
    .optional()
    .describe("points written out: a name and the fields that it changes"),
  pareto: z
    .strictObject({
      measures: z
        .array(z.string())
        .length(2)
        .describe("two measures to weigh against each other, smaller is better: total_ns, cost, …"),
      within: z
        .array(z.string())
        .default([])
        .describe("axes whose values are not weighed against each other, such as the size of the workload"),
    })
    .optional()
    .describe("which points to list as those that no other beats"),
});

/** `variants:` of an experiment, which `compare` sets beside the experiment as it stands. */
export const variantsDocument = z.record(z.string(), changes);

/** The `sweep` part of an experiment as written, checked. */
export type SweepDocument = z.output<typeof sweepDocument>;
