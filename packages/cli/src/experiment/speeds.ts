import { AstraError, type ComputeSpeeds } from "@astra-ts/core";
import type { ExperimentDocument } from "@astra-ts/core/document";

/** The widest that a uniform distribution of mean 1 may be, so that no time is negative. */
const widest = 0.57;

/** At which speeds an experiment has its NPUs compute; undefined where it says nothing. Throws INVALID_VALUE for an NPU that the machine has not, and for what cannot be. */
export function speedsOf(
  { stragglers = [], jitter }: ExperimentDocument,
  npus: number,
): ComputeSpeeds | undefined {
  if (stragglers.length === 0 && jitter === undefined) return undefined;
  for (const [index, { npus: ranks, from, until }] of stragglers.entries()) {
    const wrong = ranks.findIndex((rank) => rank >= npus);
    if (wrong !== -1)
      throw new AstraError("INVALID_VALUE", {
        field: `stragglers.${index}.npus.${wrong}`,
        problem: "the machine has no such NPU",
        found: ranks[wrong],
        expected: `NPUs from 0 to ${npus - 1}`,
      });
    if (until !== undefined && until <= from)
      throw new AstraError("INVALID_VALUE", {
        field: `stragglers.${index}.until`,
        problem: "the end comes first",
        found: until,
        expected: `later than ${from} ns`,
      });
  }
  if (jitter?.distribution === "uniform" && jitter.deviation > widest)
    throw new AstraError("INVALID_VALUE", {
      field: "jitter.deviation",
      problem: "a compute time would be negative",
      found: jitter.deviation,
      expected: `${widest} at most for uniform`,
      hint: "lognormal has no such limit.",
    });
  return {
    stragglers: stragglers.map(({ npus: ranks, ...straggler }) => ({ ranks, ...straggler })),
    ...(jitter === undefined ? {} : { jitter }),
  };
}
