import { defineComputeModel, operationCost } from "@astra-ts/core";
import { z } from "zod";

const options = z.strictObject({
  flops: z
    .number()
    .positive()
    .default(100_000)
    .describe("arithmetic rate, operations per ns (100000: 100 TFLOP/s)"),
  overhead: z.number().min(0).default(2000).describe("added to every operation, ns"),
});

/** Arithmetic at one rate, and an overhead per operation. */
export const computeModel = defineComputeModel({
  name: "plugin-name",
  description: "One arithmetic rate for everything, and an overhead per operation",
  options,
  create: ({ flops, overhead }) => ({
    time: (operation) => overhead + operationCost(operation).flops / flops,
  }),
});
