import { AstraError } from "@astra-ts/core";

/** JSON, by default with a value on each line. Throws TOO_LARGE where a text cannot be as long as it would be. */
export function jsonText(value: unknown, indent = 1): string {
  try {
    return `${JSON.stringify(value, null, indent)}\n`;
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new AstraError("TOO_LARGE", {
      problem: "the results as JSON are longer than the longest text that can be held, 512 MiB in Node",
      hint: "Write tables with --csv, or keep less of the timeline (timeline.spans, timeline.ranks).",
      cause,
    });
  }
}
