import { tooLarge } from "@astra-ts/core";
import { type Override, withOverride } from "../experiment/set-override.js";
import type { Axis, AxisValue } from "./axes.js";
import { pointId } from "./point-id.js";

/** Points of one sweep that are accepted, and the memory that one takes while the sweep runs. */
const mostPoints = 1_000_000;
const bytesPerPoint = 2000;

/** One run of a sweep. */
export interface SweepPoint {
  /** Hash of everything that decides the result: the resolved configuration, the contents of its files, and the version of astra-ts. */
  readonly id: string;
  /** Its place among the points, from 0. */
  readonly index: number;
  /** Where it stands on each axis. */
  readonly parameters: Readonly<Record<string, AxisValue["label"]>>;
  /** What it changes in the experiment. */
  readonly changes: readonly Override[];
  /** Seconds that it takes on one core, by an estimate; absent where nobody has asked for one. */
  readonly cost?: number;
}

/**
 * Every combination of the axes' values, the last axis running fastest. Combinations that come to the same configuration are one point. Throws for a path
 * that leads nowhere.
 */
export function pointsOf(raw: Readonly<Record<string, unknown>>, axes: readonly Axis[]): SweepPoint[] {
  checkCount(axes);
  const points = new Map<string, SweepPoint>();
  for (const combination of combinations(axes)) {
    const changes = combination.flatMap(({ changes: own }) => own);
    const id = pointId(changed(raw, changes));
    if (points.has(id)) continue;
    const parameters = Object.fromEntries(axes.map(({ name }, index) => [name, combination[index]!.label]));
    points.set(id, { id, index: points.size, parameters, changes });
  }
  return [...points.values()];
}

function checkCount(axes: readonly Axis[]): void {
  const count = combinationsOf(axes);
  if (count <= mostPoints) return;
  throw tooLarge({
    what: `points (${axes.map(({ name, values }) => `${name}: ${values.length}`).join(", ")})`,
    count,
    bytesEach: bytesPerPoint,
    field: "sweep",
    expected: `at most ${mostPoints}`,
    hint: "Vary fewer fields at once, or choose some of the values with --vary.",
  });
}

/** The experiment of a point. The backends that `compare` would set side by side mean nothing to it. */
export function changed(
  raw: Readonly<Record<string, unknown>>,
  changes: readonly Override[],
): Record<string, unknown> {
  const { networks: _networks, sweep: _sweep, variants: _variants, ...own } = raw;
  let changing: unknown = own;
  for (const change of changes) changing = withOverride(changing, change);
  return changing as Record<string, unknown>;
}

/** How many combinations the axes have. */
export function combinationsOf(axes: readonly Axis[]): number {
  return axes.reduce((product, { values }) => product * values.length, 1);
}

function* combinations(axes: readonly Axis[]): Generator<readonly AxisValue[]> {
  const [first, ...rest] = axes;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const value of first.values) for (const tail of combinations(rest)) yield [value, ...tail];
}
