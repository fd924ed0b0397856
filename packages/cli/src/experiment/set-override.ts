import { AstraError, didYouMean } from "@astra-ts/core";
import { parse } from "yaml";

/** A change to one field of an experiment: `topology.0.bandwidth=100GiB/s`. */
export interface Override {
  readonly path: readonly string[];
  readonly value: unknown;
  /** Flag that it came by, for messages. */
  readonly from?: string;
  /** Path in the experiment at which it is written: `variants`, `fast`, `topology.0.npus`. */
  readonly at?: readonly string[];
}

/** Reads `path=value`; the value is YAML, so `8` is a number and `[1, 2]` a list. Throws INVALID_VALUE. */
export function parseOverride(text: string): Override {
  const equals = text.indexOf("=");
  const path = text.slice(0, Math.max(equals, 0)).trim().split(".");
  if (equals < 1 || path.includes("")) {
    throw new AstraError("INVALID_VALUE", {
      field: "--set",
      problem: "not an override",
      found: text,
      expected: "path=value, such as topology.0.bandwidth=100GiB/s",
    });
  }
  return { path, value: readValue(text.slice(equals + 1), `--set ${path.join(".")}`), from: "--set" };
}

/** The changes that a variant of the experiment makes. */
export function variantChanges(name: string, changes: Readonly<Record<string, unknown>>): Override[] {
  return Object.entries(changes).map(([path, value]) => ({
    path: path.split("."),
    value,
    at: ["variants", name, path],
  }));
}

/** The value of a change, which is YAML. Throws INVALID_VALUE that names `field`. */
export function readValue(text: string, field: string): unknown {
  try {
    return parse(text, { logLevel: "error" });
  } catch (cause) {
    throw new AstraError("INVALID_VALUE", {
      field,
      problem: "the value is not readable as YAML",
      found: text,
      expected: "a number, a word, a list [1, 2] or a map {a: 1}; other text in quotes",
      cause,
    });
  }
}

/** A copy of `document` with one field changed. Maps on the way are made as needed; a list must have the entry. Throws INVALID_VALUE or UNKNOWN_KEY. */
export function withOverride(
  document: unknown,
  { path, value }: Override,
  at: readonly string[] = [],
): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const field = [...at, key].join(".");
  if (Array.isArray(document)) {
    const index = Number(key);
    if (!Number.isInteger(index) || index < 0 || index >= document.length) {
      throw new AstraError("UNKNOWN_KEY", {
        field,
        problem: `the list has no such entry`,
        expected: document.length === 0 ? "none, it is empty" : `a number from 0 to ${document.length - 1}`,
      });
    }
    return document.with(index, withOverride(document[index], { path: rest, value }, [...at, key]));
  }
  if (document === undefined || document === null)
    return { [key]: withOverride(undefined, { path: rest, value }, [...at, key]) };
  if (typeof document === "object") {
    const entries = document as Record<string, unknown>;
    return { ...entries, [key]: withOverride(entries[key], { path: rest, value }, [...at, key]) };
  }
  throw new AstraError("INVALID_VALUE", {
    field,
    problem: `${at.join(".")} is a single value and has no fields`,
    found: document,
    hint: typeof document === "string" ? didYouMean(document, [key]) : undefined,
  });
}
