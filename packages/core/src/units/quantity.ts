import { AstraError } from "../errors/astra-error.js";

/** A kind of quantity: what each suffix is worth, and how many of those make one inner unit (a division, so that whole numbers convert with one rounding). */
interface Quantity {
  readonly name: string;
  readonly factors: Readonly<Record<string, number>>;
  readonly perUnit: number;
  readonly example: string;
}

const decimal = { k: 1e3, K: 1e3, M: 1e6, G: 1e9, T: 1e12 } as const;
const binary = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 } as const;

function withPrefixes(unit: string, factor: number): Record<string, number> {
  return Object.fromEntries([
    [unit, factor],
    ...Object.entries({ ...decimal, ...binary }).map(([prefix, scale]) => [
      `${prefix}${unit}`,
      scale * factor,
    ]),
  ]);
}

const time: Quantity = {
  name: "time",
  factors: { ps: 1, ns: 1e3, us: 1e6, µs: 1e6, ms: 1e9, s: 1e12 },
  perUnit: 1e3,
  example: "500ns",
};
const size: Quantity = { name: "size", factors: withPrefixes("B", 1), perUnit: 1, example: "4MiB" };
const bandwidth: Quantity = {
  name: "bandwidth",
  factors: {
    ...withPrefixes("B/s", 1),
    ...withPrefixes("b/s", 1 / 8),
    ...withPrefixes("bps", 1 / 8),
    "B/ns": 1e9,
  },
  perUnit: 1e9,
  example: "50GB/s",
};

/** ns in `"500ns"`, `"1.5us"`; a bare number is ns. Throws INVALID_VALUE. */
export function parseTime(value: unknown, field?: string): number {
  return parse(time, value, field);
}

/** Bytes in `"4MiB"` (2^22), `"4MB"` (4e6); a bare number is bytes. Throws INVALID_VALUE. */
export function parseSize(value: unknown, field?: string): number {
  const bytes = parse(size, value, field);
  if (Number.isSafeInteger(bytes)) return bytes;
  throw new AstraError("INVALID_VALUE", {
    field,
    problem: "a size must be a whole number of bytes",
    found: value,
    expected: `such as "${size.example}"`,
  });
}

/** Bytes per ns in `"50GB/s"` (50), `"50GiB/s"` (53.687…), `"400Gb/s"` (50); a bare number is bytes per ns. Throws INVALID_VALUE. */
export function parseBandwidth(value: unknown, field?: string): number {
  return parse(bandwidth, value, field);
}

function parse(quantity: Quantity, value: unknown, field: string | undefined): number {
  if (typeof value === "number" && Number.isFinite(value) && value >= 0) return value;
  const match =
    typeof value === "string"
      ? /^\s*(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)\s*([A-Za-zµ/]*)\s*$/.exec(value)
      : null;
  const factor =
    match === null ? undefined : match[2] === "" ? quantity.perUnit : quantity.factors[match[2]!];
  const inner =
    match === null || factor === undefined ? Number.NaN : (Number(match[1]) * factor) / quantity.perUnit;
  if (Number.isFinite(inner)) return inner;
  throw new AstraError("INVALID_VALUE", {
    field,
    problem: `not a ${quantity.name}`,
    found: value,
    expected: `a number with a unit, such as "${quantity.example}"`,
    hint: `Units: ${Object.keys(quantity.factors).join(", ")}.`,
  });
}
