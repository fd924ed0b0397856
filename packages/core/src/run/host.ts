// The two things that core asks of its host, which Node, browsers and workers all have and the language's own library does not declare.
declare const performance: { now(): number };
declare function setTimeout(callback: () => void, milliseconds: number): unknown;

/** Seconds on a clock that never goes back. For reports of wall time only; nothing simulated reads it. */
export function monotonicSeconds(): number {
  return performance.now() / 1000;
}

/** Lets the host's event loop run what waits there. */
export function yieldToHost(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
