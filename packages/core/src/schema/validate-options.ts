import { AstraError, type ErrorDetails } from "../errors/astra-error.js";
import { didYouMean } from "../errors/suggest.js";
import type { SchemaIssue, StandardSchema } from "./standard-schema.js";

/** `value` as the schema sees it, defaults filled in. Throws for the first problem, with its path below `field`. `what` names whose options these are. */
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
  throw schemaProblems(schema, result.issues, value, field, what)[0]!;
}

/** Every problem that a schema found, each as an error that names the field, the value found and what was expected. */
export function schemaProblems(
  schema: StandardSchema,
  issues: readonly SchemaIssue[],
  value: unknown,
  field: string,
  what: string,
): AstraError[] {
  // A misspelt key explains a missing value, so it is told first.
  const ordered = [...issues].sort((a, b) => Number(isUnknownKeys(b)) - Number(isUnknownKeys(a)));
  return ordered.flatMap((issue) => {
    const path = pathOf(issue);
    const at = [field, ...path].filter((part) => part !== "").join(".");
    const found = valueAt(value, path);
    const { keys } = issue as UnknownKeysIssue;
    if (keys !== undefined) {
      const known = knownKeys(schema, path);
      return keys.map((key) => {
        const hint = known === undefined ? undefined : didYouMean(key, known);
        return new AstraError("UNKNOWN_KEY", {
          field: at === "" ? key : `${at}.${key}`,
          problem: `${what} has no such key`,
          // The whole list helps only where no name is near.
          expected: known === undefined || hint !== undefined ? undefined : `one of ${known.join(", ")}`,
          hint,
        });
      });
    }
    const { problem, expected, hint } = (issue as CustomIssue).params ?? {};
    if (problem !== undefined)
      return new AstraError("INVALID_VALUE", { field: at, problem, found, expected, hint });
    const { values } = issue as ChoiceIssue;
    return found === undefined
      ? new AstraError("MISSING_VALUE", {
          field: at,
          problem: `${what} needs this value`,
          expected: wanted(issue),
        })
      : new AstraError("INVALID_VALUE", {
          field: at,
          problem: "not a valid value",
          found,
          expected: wanted(issue),
          hint:
            values !== undefined && typeof found === "string"
              ? didYouMean(found, values.map(String))
              : undefined,
        });
  });
}

// zod's issues say more than the Standard Schema asks for; where another library's do not, the message alone is used.
type UnknownKeysIssue = SchemaIssue & { readonly keys?: readonly string[] };
type UnionIssue = SchemaIssue & { readonly errors?: readonly (readonly SchemaIssue[])[] };
type ChoiceIssue = SchemaIssue & { readonly values?: readonly unknown[] };
type CustomIssue = SchemaIssue & { readonly params?: Partial<ErrorDetails> };

function isUnknownKeys(issue: SchemaIssue): boolean {
  return (issue as UnknownKeysIssue).keys !== undefined;
}

/** Undefined where the schema only says that it is not so. */
function wanted(issue: SchemaIssue): string | undefined {
  const { errors } = issue as UnionIssue;
  if (issue.message === "Invalid input") return errors === undefined ? undefined : wantedOfUnion(errors);
  return issue.message
    .replace(/^(Invalid input|Invalid option|Too small|Too big): expected /, "")
    .replace(
      /^Invalid discriminator value\. Expected (.*)$/,
      (_, values: string) => `one of ${values.replaceAll(" | ", ", ")}`,
    )
    .replace(/^expected /, "")
    .replace(/, received \w+$/, "");
}

/** What each form of a value would have needed first. */
function wantedOfUnion(forms: readonly (readonly SchemaIssue[])[]): string | undefined {
  const wants = forms.flatMap(([first]) => {
    const want = first && wanted(first);
    return want === undefined ? [] : [[...pathOf(first!), want].join(": ")];
  });
  return wants.length === 0 ? undefined : [...new Set(wants)].join(", or ");
}

function pathOf(issue: SchemaIssue): string[] {
  return (issue.path ?? []).map((part) => String(typeof part === "object" ? part.key : part));
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? (at as Record<string, unknown>)[key] : undefined),
    value,
  );
}

/** Keys of the object schema at a path, as far as the schema lets itself be looked into (zod's `shape`, `element`, `unwrap`). */
function knownKeys(schema: unknown, path: readonly string[]): string[] | undefined {
  let at = unwrapped(schema);
  for (const key of path) {
    if (at?.shape !== undefined) at = unwrapped(at.shape[key]);
    else if (at?.element !== undefined) at = unwrapped(at.element);
    else return undefined;
  }
  return at?.shape === undefined ? undefined : Object.keys(at.shape);
}

interface Inspectable {
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly element?: unknown;
  readonly unwrap?: () => unknown;
}

function unwrapped(schema: unknown): Inspectable | undefined {
  let at = schema as Inspectable | undefined;
  while (
    at !== undefined &&
    at.shape === undefined &&
    at.element === undefined &&
    typeof at.unwrap === "function"
  ) {
    at = at.unwrap() as Inspectable;
  }
  return at;
}
