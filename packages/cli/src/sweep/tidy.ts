import {
  type Cell,
  type Column,
  parseBandwidth,
  parseSize,
  parseTime,
  type Sweep,
  type Unit,
} from "@astra-ts/core";
import { column, sweepMeasures } from "@astra-ts/report";
import type { Axis, AxisValue } from "./axes.js";
import { byPlace, type SweepRecord } from "./record.js";
import { readSweepFile, type SweepHeader } from "./results-file.js";

type Label = AxisValue["label"];

const quantities: readonly { unit: Unit; suffix: string; parse: (value: unknown) => number }[] = [
  { unit: "ns", suffix: "_ns", parse: parseTime },
  { unit: "B", suffix: "_bytes", parse: parseSize },
  { unit: "B/ns", suffix: "_bytes_per_ns", parse: parseBandwidth },
];

/** Units of bare numbers, by the last word of the field's path. */
const fieldUnits: Readonly<Record<string, Unit>> = {
  size: "B",
  bandwidth: "B/ns",
  latency: "ns",
  compute: "ns",
  updateTime: "ns",
};

/** A sweep's records as tidy data: quantities as numbers in the unit of their column. */
export function tidySweep(name: string, axes: readonly Axis[], records: readonly SweepRecord[]): Sweep {
  const parameters = axes.map((axis) => parameterOf(axis));
  return {
    name,
    parameters: parameters.map(({ column }) => column),
    measures: sweepMeasures,
    rows: records.map((record) => ({
      ...Object.fromEntries(
        parameters.map(({ axis, column, cell }) => [column.key, cell(record.parameters[axis] ?? null)]),
      ),
      ...(record.status === "ok" ? record.measures : {}),
    })),
  };
}

/** The sweep in a results file, without its experiment. */
export function sweepOfFile(file: string): Sweep {
  const { header, records } = readSweepFile(file);
  return sweepOfRecords(header, [...records.values()].sort(byPlace), file);
}

/** Records as tidy data, without their experiment: the values of a parameter are those that its points have. A sweep without a header has the name of its file. */
export function sweepOfRecords(
  header: Pick<SweepHeader, "name" | "parameters" | "fields"> | undefined,
  records: readonly SweepRecord[],
  file: string,
): Sweep {
  const names = header?.parameters ?? [
    ...new Set(records.flatMap(({ parameters }) => Object.keys(parameters))),
  ];
  const axes = names.map((name, index): Axis => {
    const labels = new Set(records.map(({ parameters }) => parameters[name] ?? null));
    const field = header?.fields === undefined ? name : (header.fields[index] ?? undefined);
    return { name, field, values: [...labels].map((label) => ({ label, changes: [] })) };
  });
  return tidySweep(header?.name ?? file, axes, records);
}

function parameterOf({ name, field, values }: Axis): {
  axis: string;
  column: Column;
  cell: (label: Label) => Cell;
} {
  const labels = values.map(({ label }) => label);
  const key = name.replaceAll(/[^A-Za-z0-9]+/g, "_");
  const text = (label: Label): Cell => (typeof label === "boolean" ? String(label) : label);
  if (labels.every((label) => typeof label === "number")) {
    const unit = fieldUnits[field?.split(".").at(-1) ?? ""] ?? "count";
    const suffix = quantities.find((quantity) => quantity.unit === unit)?.suffix ?? "";
    return { axis: name, column: column(withSuffix(key, suffix), name, unit), cell: text };
  }
  for (const { unit, suffix, parse } of quantities) {
    if (!labels.every((label) => parses(label, parse))) continue;
    return {
      axis: name,
      column: column(withSuffix(key, suffix), name, unit),
      cell: (label) => (label === null ? null : parse(label)),
    };
  }
  return { axis: name, column: column(key, name, "text"), cell: text };
}

function withSuffix(key: string, suffix: string): string {
  return key.endsWith(suffix) ? key : `${key}${suffix}`;
}

function parses(label: Label, parse: (value: unknown) => number): boolean {
  if (typeof label !== "string" && typeof label !== "number") return false;
  try {
    parse(label);
    return true;
  } catch {
    return false;
  }
}
