import { AstraError } from "@astra-ts/core";

const prefixes: Readonly<Record<string, number>> = { M: 1e-3, G: 1, T: 1e3, P: 1e6 };

/** FLOP per ns in `"312TFLOP/s"` (312,000) or `"10 GFLOPS"` (10); a bare number is FLOP per ns (GFLOP/s). Throws INVALID_VALUE. */
export function parseFlopRate(value: unknown, field?: string): number {
  if (typeof value === "number" && Number.isFinite(value) && value > 0) return value;
  const match =
    typeof value === "string" ? /^\s*(\d+(?:\.\d+)?)\s*(?:([MGTP])FLOP(?:\/s|S))?\s*$/i.exec(value) : null;
  const rate = match === null ? 0 : Number(match[1]) * (prefixes[(match[2] ?? "G").toUpperCase()] ?? 1);
  if (rate > 0) return rate;
  throw new AstraError("INVALID_VALUE", {
    field,
    problem: "not a rate of floating-point operations",
    found: value,
    expected: 'a number with a unit, such as "312TFLOP/s"',
    hint: "Units: MFLOP/s, GFLOP/s, TFLOP/s, PFLOP/s; a bare number is GFLOP/s.",
  });
}
