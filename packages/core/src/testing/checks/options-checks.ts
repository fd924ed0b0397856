import type { StandardSchema } from "../../schema/standard-schema.js";
import { validateOptions } from "../../schema/validate-options.js";
import { broken, type CheckSource } from "./check.js";

/** Checks of the schema of an entry's options. `options` are valid ones; absent: the defaults. */
export function optionsChecks(subject: string, schema: StandardSchema, options: unknown): CheckSource[] {
  const issuesOf = (value: unknown) => {
    const result = schema["~standard"].validate(value);
    if (result instanceof Promise)
      throw broken(
        subject,
        "has an asynchronous schema of options",
        "a promise",
        "a schema that validates at once",
      );
    return result.issues ?? [];
  };
  return [
    {
      name: "options: the valid ones are accepted, and none where the defaults do",
      run() {
        const issues = issuesOf(options ?? {});
        if (issues.length > 0)
          throw broken(
            subject,
            `refuses ${options === undefined ? "empty options" : "its options"}`,
            issues[0].message,
          );
      },
    },
    {
      name: "options: an unknown key is refused",
      run() {
        const known = (options ?? {}) as object;
        if (issuesOf({ ...known, "no-such-option": 1 }).length === 0)
          throw broken(
            subject,
            "accepts an option that nothing reads",
            "no-such-option",
            "an issue (zod: z.strictObject)",
          );
      },
    },
    {
      name: "options: what is no map of options is refused",
      run() {
        for (const value of [42, "fast", [1], null])
          if (issuesOf(value).length === 0) throw broken(subject, "accepts options that are no map", value);
      },
    },
  ];
}

/** The options as the entry's schema makes them, frozen to the bottom: an entry that writes to them fails. */
export function frozenOptions<Options>(
  subject: string,
  schema: StandardSchema<Options>,
  options: unknown,
): Options {
  return deepFrozen(validateOptions(schema, options, "options", subject));
}

export function deepFrozen<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value) && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFrozen(part);
  }
  return value;
}
