import { isAmount, isObject } from "../schema/shape-of-value.js";
import type { NetworkReport } from "./report.js";

/** What is wrong with a value that a plugin gave. */
export interface ValueProblem {
  /** Path of the value: `links.3.bytes`. */
  readonly field: string;
  readonly found: unknown;
  readonly expected: string;
}

function wrong(field: string, found: unknown, expected: string): ValueProblem {
  return { field, found, expected };
}

/** The first thing that is wrong with what a network's `report()` answered; undefined where it is a report. */
export function reportProblem(
  report: unknown,
  { dimensions, perLinkReport }: { readonly dimensions: number; readonly perLinkReport: boolean },
): ValueProblem | undefined {
  if (!isObject(report)) return wrong("", report, "an object: a NetworkReport");
  const { counters, latency, attribution, links } = report;
  return (
    amounts(report, ["messages", "bytes"], "") ??
    entries(report.dimensions, "dimensions", (entry, field) => {
      const isThere = isWhole(entry.dimension) && entry.dimension < dimensions;
      return isThere
        ? amounts(entry, ["bytes", "messages"], field)
        : wrong(`${field}.dimension`, entry.dimension, `0 to ${dimensions - 1}`);
    }) ??
    (links === undefined && !perLinkReport ? undefined : linksProblem(links)) ??
    (isObject(counters) ? undefined : wrong("counters", counters, "an object of numbers")) ??
    Object.entries(counters as object)
      .filter(([, value]) => !Number.isFinite(value))
      .map(([name, found]) => wrong(`counters.${name}`, found, "a finite number"))[0] ??
    (latency === undefined ? undefined : latencyProblem(latency)) ??
    (attribution === undefined ? undefined : attributionProblem(attribution, latency))
  );
}

function linksProblem(links: unknown): ValueProblem | undefined {
  if (!Array.isArray(links)) return wrong("links", links, "a list, as capabilities.perLinkReport promises");
  return entries(links, "links", (entry, field) => {
    for (const end of ["from", "to"])
      if (typeof entry[end] !== "string") return wrong(`${field}.${end}`, entry[end], "the name of a node");
    if (entry.dimension !== null && !isWhole(entry.dimension))
      return wrong(`${field}.dimension`, entry.dimension, "a dimension, or null");
    return amounts(entry, ["bytes", "messages", "busyTime", "queueingTime", "maxQueue"], field);
  });
}

function latencyProblem(latency: unknown): ValueProblem | undefined {
  if (!isObject(latency)) return wrong("latency", latency, "an object");
  return amounts(latency, ["count", "mean", "p50", "p99", "max"], "latency");
}

const parts = ["propagation", "serialization", "queueing"] as const;

function attributionProblem(attribution: unknown, latency: unknown): ValueProblem | undefined {
  if (!isObject(attribution)) return wrong("attribution", attribution, "an object");
  const problem = amounts(attribution, parts, "attribution");
  if (problem !== undefined || latency === undefined) return problem;
  const { count, mean } = latency as NonNullable<NetworkReport["latency"]>;
  const sum = parts.reduce((total, part) => total + (attribution[part] as number), 0);
  const whole = count * mean;
  return sum <= whole * (1 + 1e-6) + 1e-3
    ? undefined
    : wrong("attribution", sum, `parts that add up to the summed latency, ${whole} ns, or to less`);
}

function entries(
  list: unknown,
  field: string,
  problemOf: (entry: Readonly<Record<string, unknown>>, field: string) => ValueProblem | undefined,
): ValueProblem | undefined {
  if (!Array.isArray(list)) return wrong(field, list, "a list");
  for (const [index, entry] of list.entries()) {
    const at = `${field}.${index}`;
    const problem = isObject(entry) ? problemOf(entry, at) : wrong(at, entry, "an object");
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function amounts(
  value: Readonly<Record<string, unknown>>,
  names: readonly string[],
  field: string,
): ValueProblem | undefined {
  const name = names.find((each) => !isAmount(value[each]));
  if (name === undefined) return undefined;
  return wrong(field === "" ? name : `${field}.${name}`, value[name], "a number, 0 or more");
}

function isWhole(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}
