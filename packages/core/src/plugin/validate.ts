import { AstraError } from "../errors/astra-error.js";
import type { StandardSchema } from "./schema.js";

/** `value` as the schema of `what` sees it, defaults filled in. Throws INVALID_VALUE for the first problem, with its path below `field`. */
export function validateOptions<Output>(
  schema: StandardSchema<Output>,
  value: unknown,
  field: string,
  what: string,
): Output {
  const result = schema["~standard"].validate(value ?? {});
  if (result instanceof Promise) {
    throw new AstraError("PLUGIN_INVALID", {
      field,
      problem: `the options schema of ${what} is asynchronous`,
      expected: "a schema that validates at once",
    });
  }
  if (result.issues === undefined) return result.value;
  const [issue] = result.issues;
  const path = (issue?.path ?? []).map((part) => String(typeof part === "object" ? part.key : part));
  throw new AstraError("INVALID_VALUE", {
    field: [field, ...path].join("."),
    problem: `${what} does not accept this: ${issue?.message ?? "invalid"}`,
    found: path.reduce<unknown>(
      (at, key) => (typeof at === "object" && at !== null ? (at as Record<string, unknown>)[key] : undefined),
      value,
    ),
  });
}
