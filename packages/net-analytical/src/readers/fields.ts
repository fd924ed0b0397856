import { AstraError, didYouMean } from "@astra-ts/core";

/** A file's top level as plain data. */
export type Fields = Readonly<Record<string, unknown>>;

/** The value as a map with known keys only; `former` has names of earlier versions, and what to write for them. Throws INVALID_VALUE or UNKNOWN_KEY. */
export function knownFields(
  value: unknown,
  keys: readonly string[],
  what: string,
  former: Readonly<Record<string, string>> = {},
): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new AstraError("INVALID_VALUE", {
      problem: `${what} is a map of keys`,
      found: value,
      expected: `the keys ${keys.join(", ")}`,
    });
  for (const key of Object.keys(value)) {
    if (keys.includes(key)) continue;
    throw new AstraError("UNKNOWN_KEY", {
      problem: `nothing in ${what} has this key`,
      field: key,
      expected: `one of ${keys.join(", ")}`,
      hint: Object.hasOwn(former, key) ? former[key] : didYouMean(key, keys),
    });
  }
  return value as Fields;
}

/**
 * A list of `length` values, each passed through `check`; `fallback` fills an absent one, and a single value stands for a list of
 * one. Throws MISSING_VALUE, INVALID_VALUE or
 * LENGTH_MISMATCH.
 */
export function list<Item>(
  fields: Fields,
  key: string,
  length: number,
  check: (value: unknown, field: string) => Item,
  fallback?: Item,
): Item[] {
  const value = length === 1 ? asList(fields[key]) : fields[key];
  if (value === undefined) {
    if (fallback !== undefined) return new Array<Item>(length).fill(fallback);
    throw new AstraError("MISSING_VALUE", {
      problem: "this key is missing",
      field: key,
      expected: `a list of ${length} values, one for each dimension`,
    });
  }
  if (!Array.isArray(value))
    throw new AstraError("INVALID_VALUE", {
      problem: "this must be a list with a value for each dimension",
      field: key,
      found: value,
      expected: `a list of ${length}`,
    });
  if (value.length !== length)
    throw new AstraError("LENGTH_MISMATCH", {
      problem: `the list has ${value.length} entries for ${length} dimensions`,
      field: key,
      found: value,
      expected: `${length} entries`,
    });
  return value.map((item, index) => check(item, `${key}.${index}`));
}

/** A single value as a list of one, as files of one dimension have it. */
export function asList(value: unknown): unknown {
  return ["string", "number", "boolean"].includes(typeof value) ? [value] : value;
}

export function countAtLeast(least: number): (value: unknown, field: string) => number {
  return (value, field) => {
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= least) return value;
    throw invalid(field, "this must be a count", value, `a whole number, ${least} or more`);
  };
}

export function positive(value: unknown, field: string): number {
  if (typeof value === "number" && Number.isFinite(value) && value > 0) return value;
  throw invalid(field, "this must be above 0", value, "a number above 0");
}

export function notNegative(value: unknown, field: string): number {
  if (typeof value === "number" && Number.isFinite(value) && value >= 0) return value;
  throw invalid(field, "this must not be below 0", value, "a number, 0 or more");
}

/** A function that looks a name up. Throws UNKNOWN_NAME with the nearest name. */
export function oneOf<Meaning>(
  names: Readonly<Record<string, Meaning>>,
  what: string,
): (value: unknown, field: string) => Meaning {
  return (value, field) => {
    if (typeof value === "string" && Object.hasOwn(names, value)) return names[value];
    throw new AstraError("UNKNOWN_NAME", {
      problem: `unknown ${what}`,
      field,
      found: value,
      expected: `one of ${Object.keys(names).join(", ")}`,
      hint: typeof value === "string" ? didYouMean(value, Object.keys(names)) : undefined,
    });
  };
}

export function invalid(field: string, problem: string, found: unknown, expected: string): AstraError {
  return new AstraError("INVALID_VALUE", { field, problem, found, expected });
}

/** ASTRA-sim's names of shapes, and ours. */
export const astraSimShapes = {
  Ring: "ring",
  FullyConnected: "fully-connected",
  // Its name until 2021.
  AllToAll: "fully-connected",
  Switch: "switch",
} as const;
