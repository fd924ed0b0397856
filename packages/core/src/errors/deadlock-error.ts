import { AstraError } from "./astra-error.js";

/** One thing that never happened, and what is known about it. */
export interface Waiter {
  /** What is told together, in a list of several kinds: `network`, `delivery`, `receive`. However many there are of one, an error shows some of each. */
  kind?: string;
  /** Who waits: a rank, or undefined for something that belongs to none. */
  rank?: number;
  /** What it waits for, as a clause: `receive of 512 B from rank 3`. */
  waitsFor: string;
  peer?: number;
  tag?: number;
  chunk?: number;
  phase?: number;
  /** Since when, in ns. */
  since?: number;
}

const shown = 8;

/** The event queue ran dry (or a network stalled) with work left: says who waits for whom. */
export class DeadlockError extends AstraError {
  override readonly name = "DeadlockError";
  readonly waiters: readonly Waiter[];

  constructor(time: number, waiters: readonly Waiter[], hint?: string) {
    super("DEADLOCK", {
      problem: `the simulation stopped at ${time} ns with work left: ${describeWaiters(waiters, shown) || "nothing is known about what is waited for"}`,
      hint,
    });
    this.waiters = waiters;
  }
}

/** Some of each kind in words, `most` in all, and how many more there are; empty where there is none. */
export function describeWaiters(waiters: readonly Waiter[], most: number): string {
  const kinds = new Map<string | undefined, Waiter[]>();
  for (const { kind } of waiters)
    if (!kinds.has(kind))
      kinds.set(
        kind,
        waiters.filter((other) => other.kind === kind),
      );
  const lists = [...kinds.values()];
  const shown = lists.map(() => 0);
  for (let left = Math.min(most, waiters.length), at = 0; left > 0; at = (at + 1) % lists.length) {
    if (shown[at] === lists[at].length) continue;
    shown[at]++;
    left--;
  }
  return lists
    .flatMap((list, at) => {
      const rest = list.length - shown[at];
      return [...list.slice(0, shown[at]).map(describe), ...(rest === 0 ? [] : [`and ${rest} more`])];
    })
    .join("; ");
}

function describe({ rank, waitsFor, chunk, phase, since }: Waiter): string {
  const subject = rank === undefined ? "something" : `rank ${rank}`;
  const part = [chunk === undefined ? "" : `chunk ${chunk}`, phase === undefined ? "" : `phase ${phase}`]
    .filter((s) => s !== "")
    .join(", ");
  return `${subject} waits for ${waitsFor}${part === "" ? "" : ` (${part})`}${since === undefined ? "" : ` since ${since} ns`}`;
}
