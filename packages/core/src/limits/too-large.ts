import { AstraError, type ErrorDetails } from "../errors/astra-error.js";
import { formatCount, formatSize } from "../units/format.js";

/** Messages, flits and the like that a core of today simulates in a second at best. */
const perSecond = 5_000_000;

/** Something that would need more than any machine has: what it is, in how many parts, and what they would take. */
export interface Excess extends Pick<ErrorDetails, "file" | "field" | "expected" | "hint"> {
  /** What there is too much of: `chunks on all NPUs`. */
  readonly what: string;
  /** How many. */
  readonly count: number;
  /** Memory of one, where memory is what gives out. */
  readonly bytesEach?: number;
}

/** An error of code TOO_LARGE that says how much memory or time it would take. */
export function tooLarge({ what, count, bytesEach, ...place }: Excess): AstraError {
  const cost =
    bytesEach === undefined
      ? `${duration(count / perSecond)} at ${formatCount(perSecond)} a second`
      : `about ${formatSize(count * bytesEach)} of memory`;
  return new AstraError("TOO_LARGE", {
    ...place,
    problem: `${amount(count)} ${what} would take ${cost}`,
  });
}

function amount(count: number): string {
  return count < 1e15 ? formatCount(count) : count.toExponential(1);
}

function duration(seconds: number): string {
  const days = seconds / 86_400;
  if (days < 1) return `${(seconds / 3600).toFixed(1)} hours`;
  return days < 1000 ? `${days.toFixed(1)} days` : `${amount(Math.round(days / 365))} years`;
}
