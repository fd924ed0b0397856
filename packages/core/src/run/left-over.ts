import { describeWaiters, type Waiter } from "../errors/deadlock-error.js";
import { formatCount } from "../units/format.js";

const shown = 3;

/** Says so where a run has ended and messages are left that nobody has received: the result then counts traffic that served nothing. */
export function leftOver(waiters: readonly Waiter[]): string[] {
  if (waiters.length === 0) return [];
  const subject = waiters.length === 1 ? "a message was" : `${formatCount(waiters.length)} messages were`;
  return [`When the run ended, ${subject} left over: ${describeWaiters(waiters, shown)}.`];
}
