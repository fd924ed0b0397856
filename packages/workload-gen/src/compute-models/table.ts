import { AstraError, type ComputeModel, type Operation } from "@astra-ts/core";
import * as z from "zod";
import { checkedModel } from "../options/checked-model.js";

const operationKinds = [
  "gemm",
  "convolution",
  "element-wise",
  "normalisation",
  "softmax",
  "attention",
  "embedding",
] as const;

const entry = z.strictObject({
  kind: z.enum(operationKinds).optional().describe("Kind of operation; absent: any."),
  label: z.string().optional().describe("Label of the operation, such as attention.scores; absent: any."),
  shape: z
    .record(z.string(), z.number())
    .default({})
    .describe("Fields of the operation that must be equal, such as { m: 4096, n: 1024, k: 1024 }."),
  time: z.number().min(0).describe("Measured time, ns."),
});

const options = z.strictObject({
  entries: z.array(entry).min(1).describe("Measured times; the first entry that fits is taken."),
  otherwise: z
    .number()
    .min(0)
    .optional()
    .describe("Time of an operation that no entry fits, ns; absent: such an operation is an error."),
});

/** Options of the compute model `table`, checked. */
export type TableOptions = z.output<typeof options>;

/** Times that somebody measured. */
export const table: ComputeModel<TableOptions> = checkedModel({
  name: "table",
  description: "Measured times, looked up by label, kind and shape",
  options,
  create({ entries, otherwise }) {
    return {
      time(operation) {
        const found = entries.find((candidate) => fits(candidate, operation));
        if (found !== undefined) return found.time;
        if (otherwise !== undefined) return otherwise;
        throw new AstraError("UNKNOWN_NAME", {
          field: "entries",
          problem: "the table of measured times has no entry for an operation",
          found: operation,
          hint: "Add an entry for it, or a time for all other operations as `otherwise`.",
        });
      },
    };
  },
});

function fits({ kind, label, shape }: TableOptions["entries"][number], operation: Operation): boolean {
  if (kind !== undefined && kind !== operation.kind) return false;
  if (label !== undefined && label !== operation.label) return false;
  const fields = Object.entries(operation);
  return Object.entries(shape).every(([name, value]) =>
    fields.some(([key, v]) => key === name && v === value),
  );
}
