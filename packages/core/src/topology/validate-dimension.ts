import { AstraError } from "../errors/astra-error.js";
import { didYouMean } from "../errors/suggest.js";
import { bandwidthRange, isBandwidth, isLatency, latencyRange } from "./figures.js";
import type { Dimension, DimensionInput } from "./shapes/dimension.js";
import type { Shape } from "./shapes/shape.js";

const keys = [
  "shape",
  "npus",
  "bandwidth",
  "latency",
  "links",
  "leaves",
  "spines",
  "uplinkBandwidth",
  "uplinkLatency",
  "nicLatency",
  "routerLatency",
  "memory",
  "tier",
] as const satisfies readonly (keyof Dimension)[];

const tiers: readonly unknown[] = ["tile", "package", "node", "pod"];

/** Check one dimension and fill in its number of links; errors name `<field>.<key>`. */
export function validateDimension(
  input: DimensionInput,
  shapes: ReadonlyMap<string, Shape>,
  field: string,
): { dimension: Dimension; shape: Shape } {
  for (const key of Object.keys(input)) {
    if ((keys as readonly string[]).includes(key)) continue;
    throw new AstraError("UNKNOWN_KEY", {
      problem: "nothing reads this key",
      field: `${field}.${key}`,
      expected: `one of ${keys.join(", ")}`,
      hint: didYouMean(key, keys),
    });
  }
  const shape = shapeOf(input.shape, shapes, `${field}.shape`);
  whole(input.npus, `${field}.npus`);
  above(input.bandwidth, `${field}.bandwidth`);
  notBelow(input.latency, `${field}.latency`);
  const links = input.links ?? Math.max(1, shape.defaultLinks(input.npus));
  whole(links, `${field}.links`);
  if (input.uplinkBandwidth !== undefined) above(input.uplinkBandwidth, `${field}.uplinkBandwidth`);
  for (const key of ["uplinkLatency", "nicLatency", "routerLatency"] as const)
    if (input[key] !== undefined) notBelow(input[key], `${field}.${key}`);
  if (input.memory !== undefined) {
    notBelow(input.memory.latency, `${field}.memory.latency`);
    above(input.memory.bandwidth, `${field}.memory.bandwidth`);
    notBelow(input.memory.scale, `${field}.memory.scale`);
  }
  if (input.tier !== undefined && !tiers.includes(input.tier))
    throw invalid(`${field}.tier`, "unknown tier", input.tier, `one of ${tiers.join(", ")}`);

  const dimension: Dimension = { ...input, links };
  const problem = shape.check?.(dimension);
  if (problem !== undefined)
    throw invalid(`${field}.${problem.field}`, problem.problem, dimension[problem.field], problem.expected);
  if (input.npus > 1 && shape.parallel(dimension) < 1)
    throw invalid(
      `${field}.links`,
      `too few links for a ${shape.name} of ${input.npus} NPUs`,
      links,
      `${shape.defaultLinks(input.npus)} or more links per NPU`,
    );
  return { dimension, shape };
}

function shapeOf(name: string, shapes: ReadonlyMap<string, Shape>, field: string): Shape {
  const shape = shapes.get(name);
  if (shape !== undefined) return shape;
  throw new AstraError(name === undefined ? "MISSING_VALUE" : "UNKNOWN_NAME", {
    problem: name === undefined ? "the shape is missing" : "unknown shape",
    field,
    found: name,
    expected: `one of ${[...shapes.keys()].join(", ")}`,
    hint: typeof name === "string" ? didYouMean(name, shapes.keys()) : undefined,
  });
}

function whole(value: number, field: string): void {
  if (!Number.isSafeInteger(value) || value < 1)
    throw invalid(field, "this must be a count", value, "a whole number, 1 or more");
}

function above(value: number, field: string): void {
  if (!isBandwidth(value))
    throw invalid(
      field,
      value > 0 ? "no link has such a bandwidth" : "this must be above 0",
      value,
      bandwidthRange,
    );
}

function notBelow(value: number, field: string): void {
  if (!isLatency(value))
    throw invalid(field, value > 0 ? "this is too long" : "this must not be below 0", value, latencyRange);
}

function invalid(field: string, problem: string, found: unknown, expected: string): AstraError {
  return new AstraError(found === undefined ? "MISSING_VALUE" : "INVALID_VALUE", {
    problem,
    field,
    found,
    expected,
  });
}
