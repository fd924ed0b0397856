import * as z from "zod";
import { AstraError } from "../errors/astra-error.js";
import { parseBandwidth, parseSize, parseTime } from "../units/quantity.js";

/** ns, from `"500ns"` or a bare number of ns. */
export const time = quantity(parseTime, 'a time: a number of ns, or text with a unit such as "500ns", "2us"');
/** Bytes, from `"4MiB"` or a bare number of bytes. */
export const size = quantity(
  parseSize,
  'a size: a number of bytes, or text with a unit such as "4MiB", "37632B"',
);
/** Bytes per ns, from `"50GB/s"` or a bare number of bytes per ns. */
export const bandwidth = quantity(
  parseBandwidth,
  'a bandwidth: text with a unit such as "50GB/s" (1e9), "50GiB/s" (2^30), "400Gb/s", or a number of bytes per ns',
);

function quantity(parse: (value: unknown) => number, description: string) {
  return z
    .union([z.number(), z.string()], { error: `expected ${description}` })
    .describe(description)
    .transform((value, context) => {
      try {
        return parse(value);
      } catch (error) {
        if (!(error instanceof AstraError)) throw error;
        const { problem, expected, hint } = error.details;
        context.addIssue({ code: "custom", message: problem, params: { problem, expected, hint } });
        return z.NEVER;
      }
    });
}
