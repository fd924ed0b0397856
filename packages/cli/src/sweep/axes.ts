import { basename } from "node:path";
import { AstraError } from "@astra-ts/core";
import type { SweepDocument } from "@astra-ts/core/document";
import { distinctLabels } from "@astra-ts/report";
import { parse } from "yaml";
import { isMap } from "../experiment/merge.js";
import type { Override } from "../experiment/set-override.js";

/** One setting of an axis: how tables call it, and the fields that it changes. */
export interface AxisValue {
  /** As written, where that is a number or a text; else a short name. */
  readonly label: string | number | boolean | null;
  readonly changes: readonly Override[];
}

/** Something that a sweep varies. */
export interface Axis {
  readonly name: string;
  /** Path of the (first) field that it changes; undefined for named cases. */
  readonly field?: string;
  readonly values: readonly AxisValue[];
}

/** The axes of an experiment's `sweep:`, in the order written; the list of points, if there is one, comes last. */
export function axesOf({ grid = {}, list }: SweepDocument): Axis[] {
  const axes = Object.entries(grid).map(([name, axis]): Axis => {
    const at = ["sweep", "grid", name];
    if (Array.isArray(axis))
      return fieldAxis(name, [name], axis, (index) => ({ at: [...at, String(index)] }));
    if ("values" in axis)
      return fieldAxis(name, [axis.fields].flat(), axis.values, (index) => ({
        at: [...at, "values", String(index)],
      }));
    return caseAxis(name, Object.entries(axis.cases), (label) => [...at, "cases", label]);
  });
  return list === undefined
    ? axes
    : [
        ...axes,
        caseAxis(
          "point",
          list.map(({ name, set }) => [name, set] as const),
          (_, index) => ["sweep", "list", String(index), "set"],
        ),
      ];
}

/** Where a value of an axis is written. */
type Place = Pick<Override, "at" | "from">;

/** An axis whose values all go to the same fields. */
export function fieldAxis(
  name: string,
  fields: readonly string[],
  values: readonly unknown[],
  placeOf: (index: number) => Place = () => ({}),
): Axis {
  const short = values.map(labelOf);
  // Two forms of one backend, say, need more than its name to be told apart.
  const labels = short.map((label, index) =>
    short.indexOf(label) === short.lastIndexOf(label) ? label : fullLabel(values[index]),
  );
  return {
    name,
    field: fields[0],
    values: values.map((value, index) => ({
      label: labels[index] ?? null,
      changes: fields.map((field) => ({ path: pathOf(field), value, ...placeOf(index) })),
    })),
  };
}

function caseAxis(
  name: string,
  cases: readonly (readonly [string, Readonly<Record<string, unknown>>])[],
  atOf: (label: string, index: number) => readonly string[],
): Axis {
  const labels = distinctLabels(cases.map(([label, settings]) => ({ label, settings })));
  return {
    name,
    values: cases.map(([label, set], index) => ({
      label: labels[index]!,
      changes: Object.entries(set).map(([field, value]) => ({
        path: pathOf(field),
        value,
        at: [...atOf(label, index), field],
      })),
    })),
  };
}

/**
 * Lays `--vary name=a,b,c` over the axes: new values for the axis of that name, a choice among its cases, or a new axis over the field of that path.
 * Throws INVALID_VALUE.
 */
export function withVary(axes: readonly Axis[], text: string): Axis[] {
  const equals = text.indexOf("=");
  const name = text.slice(0, Math.max(equals, 0)).trim();
  const values = equals < 1 ? [] : valuesOf(text.slice(equals + 1));
  if (name === "" || values.length === 0) {
    throw new AstraError("INVALID_VALUE", {
      field: "--vary",
      problem: "not a list of values for a field",
      found: text,
      expected: "path=value,value,…, such as topology.0.bandwidth=50GiB/s,100GiB/s",
    });
  }
  const index = axes.findIndex((axis) => axis.name === name);
  if (index < 0) return [...axes, fieldAxis(name, [name], values, () => ({ from: "--vary" }))];
  const axis = axes[index]!;
  return axes.with(index, axis.field === undefined ? chosenCases(axis, values) : revalued(axis, values));
}

/**
 * The last of two axes that set one field would decide, and the labels of the other be wrong. An axis may change a part of what an earlier one has set as a whole, but not set
 * the whole over the part. Throws UNSUPPORTED.
 */
export function refuseTwoAxesOfOneField(axes: readonly Axis[]): void {
  const set = new Map<string, string>();
  for (const { name, values } of axes) {
    const own = new Set(values.flatMap(({ changes }) => changes.map(({ path }) => path.join("."))));
    for (const field of own) {
      const [part, other] = [...set].find(([path]) => path === field || path.startsWith(`${field}.`)) ?? [];
      if (other === undefined) continue;
      throw new AstraError("UNSUPPORTED", {
        field: `sweep axis "${name}"`,
        problem: `two axes set the same field: "${name}" sets ${field}, and "${other}" sets ${part}, so that one would undo the other`,
        hint: "Vary the field in one axis; values that belong together go into named cases of one axis.",
      });
    }
    for (const field of own) set.set(field, name);
  }
}

function revalued({ name, values }: Axis, replacements: readonly unknown[]): Axis {
  const fields = values[0]?.changes.map(({ path }) => path.join(".")) ?? [name];
  return fieldAxis(name, fields, replacements, () => ({ from: "--vary" }));
}

function chosenCases(axis: Axis, names: readonly unknown[]): Axis {
  const values = names.map((name) => {
    const found = axis.values.find(({ label }) => String(label) === String(name));
    if (found !== undefined) return found;
    throw new AstraError("UNKNOWN_NAME", {
      field: "--vary",
      problem: `the axis "${axis.name}" has no such case`,
      found: name,
      expected: `one of ${axis.values.map(({ label }) => label).join(", ")}`,
    });
  });
  return { ...axis, values };
}

function valuesOf(text: string): unknown[] {
  try {
    const values: unknown = parse(`[${text}]`, { logLevel: "error" });
    return Array.isArray(values) ? values : [];
  } catch {
    return [];
  }
}

function pathOf(field: string): string[] {
  return field.split(".");
}

/** `packet vcsPerVnet=2` for `{ backend: packet, vcsPerVnet: 2 }`. */
function fullLabel(value: unknown): AxisValue["label"] {
  if (!isMap(value)) return typeof value === "string" ? value : labelOf(value);
  const name = nameKey(value);
  const rest = Object.entries(value).filter(([key]) => key !== name);
  const parts = rest.map(
    ([key, entry]) => `${key}=${typeof entry === "string" ? entry : JSON.stringify(entry)}`,
  );
  return [...(name === undefined ? [] : [String(value[name])]), ...parts].join(" ");
}

function nameKey(value: Readonly<Record<string, unknown>>): string | undefined {
  return ["backend", "name", "file", "shape"].find((key) => typeof value[key] === "string");
}

function labelOf(value: unknown): AxisValue["label"] {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return typeof value === "string" && value.includes("/") && /\.\w+$/.test(value) ? basename(value) : value;
  if (isMap(value)) {
    const name = nameKey(value);
    if (name !== undefined) return basename(String(value[name]));
  }
  return JSON.stringify(value) ?? "";
}
