import { AstraError } from "../errors/astra-error.js";

/** A result's schema before `astra-ts/result@2`: its totals were those of NPU 0. */
const earlierResult = "astra-ts/result@1";

/** What a result of that schema has, as far as it is looked at here. */
interface Earlier {
  readonly time?: { readonly compute?: unknown };
  readonly npuFinish?: unknown;
  readonly timeline?: { readonly recordedRanks?: unknown; readonly droppedSpans?: unknown };
  readonly warnings?: unknown;
}

const dropped =
  "Converted from a result of an earlier version, whose lower bound followed the chosen algorithm: the bound is left out.";

/**
 * A result of the earlier schema in the form of this one, still to be checked; anything else as it is. Throws INVALID_VALUE where another NPU than NPU 0 finished last: nobody knows what that one computed.
 */
export function convertedResult(value: unknown): unknown {
  if (!isMap(value) || value.schema !== earlierResult) return value;
  const { bound: _bound, boundBy: _boundBy, ...kept } = value;
  const { time, npuFinish, timeline, warnings } = value as Earlier;
  const finish = Array.isArray(npuFinish) ? npuFinish.map(Number) : [];
  const last = finish.reduce((most, own) => Math.max(most, own), 0);
  if (last > (finish[0] ?? 0)) {
    throw new AstraError("INVALID_VALUE", {
      field: "schema",
      problem: `a result of an earlier version, which told the time of NPU 0 (${finish[0]} ns) although NPU ${finish.indexOf(last)} finished last, after ${last} ns`,
      found: earlierResult,
      expected: "astra-ts/result@2, whose times are those of the NPU that finishes last",
      hint: "Run the experiment again with --out.",
    });
  }
  const recorded = Number(timeline?.recordedRanks ?? 0);
  return {
    ...kept,
    schema: "astra-ts/result@2",
    time: isMap(time) ? { ...time, npu: 0 } : time,
    seenFrom: 0,
    timeline: isMap(timeline)
      ? {
          ...timeline,
          ranks: Array.from({ length: recorded }, (_, rank) => rank),
          mergedSpans: timeline.droppedSpans,
        }
      : timeline,
    warnings: Array.isArray(warnings) ? [...warnings, dropped] : warnings,
  };
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
