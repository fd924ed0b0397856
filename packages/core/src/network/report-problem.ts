import { isAmount, isObject } from "../schema/shape-of-value.js";
import type { NetworkReport } from "./report.js";

/** What is wrong with a value that a plugin gave. */
export interface ValueProblem {
  /** Path of the value: `links.3.bytes`. */
  readonly field: string;
  readonly found: unknown;
  readonly expected: string;
}

/** The first thing that is wrong with a value that stands at `field`; undefined where it is right. */
type Check = (value: unknown, field: string) => ValueProblem | undefined;

function is(isRight: (value: unknown) => boolean, expected: string): Check {
  return (found, field) => (isRight(found) ? undefined : { field, found, expected });
}

/** All members that are named, or, by one check for all, every one that is there. */
function objectOf(members: readonly (readonly [string, Check])[] | Check, expected = "an object"): Check {
  return (value, field) => {
    if (!isObject(value)) return { field, found: value, expected };
    const checks = typeof members === "function" ? eachOf(Object.keys(value), members) : members;
    for (const [name, check] of checks) {
      const problem = check(value[name], field === "" ? name : `${field}.${name}`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

function listOf(entry: Check, expected = "a list"): Check {
  return (value, field) => {
    if (!Array.isArray(value)) return { field, found: value, expected };
    for (const [index, each] of value.entries()) {
      const problem = entry(each, `${field}.${index}`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

function optional(check: Check): Check {
  return (value, field) => (value === undefined ? undefined : check(value, field));
}

function eachOf(names: readonly string[], check: Check): (readonly [string, Check])[] {
  return names.map((name) => [name, check]);
}

function amounts(...names: string[]): (readonly [string, Check])[] {
  return eachOf(names, is(isAmount, "a number, 0 or more"));
}

function isWhole(value: unknown): boolean {
  return Number.isInteger(value) && isAmount(value);
}

const parts = ["propagation", "serialization", "queueing"] as const;

/** The first thing that is wrong with what a network's `report()` answered; undefined where it is a report. */
export function reportProblem(
  report: unknown,
  { dimensions, perLinkReport }: { readonly dimensions: number; readonly perLinkReport: boolean },
): ValueProblem | undefined {
  const end = is((name) => typeof name === "string", "the name of a node");
  const links = listOf(
    objectOf([
      ["from", end],
      ["to", end],
      ["dimension", is((dimension) => dimension === null || isWhole(dimension), "a dimension, or null")],
      ...amounts("bytes", "messages", "busyTime", "queueingTime", "maxQueue"),
    ]),
    "a list, as capabilities.perLinkReport promises",
  );
  const ownDimension = is((own) => isWhole(own) && (own as number) < dimensions, `0 to ${dimensions - 1}`);
  const check = objectOf(
    [
      ...amounts("messages", "bytes"),
      ["dimensions", listOf(objectOf([["dimension", ownDimension], ...amounts("bytes", "messages")]))],
      ["links", perLinkReport ? links : optional(links)],
      ["counters", objectOf(is(Number.isFinite, "a finite number"), "an object of numbers")],
      ["latency", optional(objectOf(amounts("count", "mean", "p50", "p99", "max")))],
      ["attribution", optional(objectOf(amounts(...parts)))],
    ],
    "an object: a NetworkReport",
  );
  return check(report, "") ?? attributionProblem(report as NetworkReport);
}

function attributionProblem({ attribution, latency }: NetworkReport): ValueProblem | undefined {
  if (attribution === undefined || latency === undefined) return undefined;
  const found = parts.reduce((total, part) => total + attribution[part], 0);
  const whole = latency.count * latency.mean;
  if (found <= whole * (1 + 1e-6) + 1e-3) return undefined;
  const expected = `parts that add up to the summed latency, ${whole} ns, or to less`;
  return { field: "attribution", found, expected };
}
