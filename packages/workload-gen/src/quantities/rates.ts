import { AstraError, isAstraError, parseBandwidth } from "@astra-ts/core";
import * as z from "zod";

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

/** Schema of a rate of floating-point operations; inside, FLOP per ns. */
export const flopRate = quantity(parseFlopRate);

/** Schema of a memory's bandwidth; inside, bytes per ns. */
export const memoryBandwidth = quantity(parseBandwidth);

/** A number above 0 or a text with a unit; what the parser refuses becomes an issue of the schema. */
function quantity(parse: (value: unknown) => number) {
  return z.union([z.number().positive(), z.string()]).transform((value, context) => {
    try {
      return parse(value);
    } catch (error) {
      if (!isAstraError(error)) throw error;
      const { problem, expected, hint } = error.details;
      context.addIssue({ code: "custom", message: problem, params: { problem, expected, hint } });
      return z.NEVER;
    }
  });
}
