import * as z from "zod";
import { savedComparison, savedResult, savedSweep } from "./saved-schema.js";

const units =
  "Times are in ns and sizes in bytes, bandwidths in bytes per ns. What a newer version adds stands beside what is listed here.";

/** JSON Schemas (2020-12) of what `--json` and `--out` write, by the command's name for it. */
export const resultSchemas: Readonly<Record<string, () => object>> = {
  result: () => schemaOf(savedResult, "Result of a run of astra-ts"),
  comparison: () => schemaOf(savedComparison, "Results of astra-ts side by side"),
  sweep: () => schemaOf(savedSweep, "Sweep of astra-ts"),
};

function schemaOf(schema: z.ZodType, title: string): object {
  return { ...z.toJSONSchema(schema, { unrepresentable: "any" }), title, description: units };
}
