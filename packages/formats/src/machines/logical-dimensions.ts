import { AstraError } from "@astra-ts/core";

/** Sizes of the logical dimensions, innermost first, from the file beside a topology of ASTRA-sim's ns-3, given as plain data: `{"logical-dims": ["8", "2"]}`. */
export function readLogicalDimensions(value: unknown): number[] {
  const dims: unknown = (value as { "logical-dims"?: unknown } | null)?.["logical-dims"];
  if (!Array.isArray(dims) || dims.length === 0)
    throw new AstraError(dims === undefined ? "MISSING_VALUE" : "INVALID_VALUE", {
      problem: "the sizes of the logical dimensions are missing",
      field: "logical-dims",
      found: dims,
      expected: 'a list such as ["8", "2"]',
    });
  return dims.map((size: unknown, index) => {
    const number = typeof size === "string" ? Number(size) : size;
    if (typeof number === "number" && Number.isSafeInteger(number) && number > 0) return number;
    throw new AstraError("INVALID_VALUE", {
      problem: "this is no size of a dimension",
      field: `logical-dims.${index}`,
      found: size,
      expected: "a whole number, 1 or more",
    });
  });
}
