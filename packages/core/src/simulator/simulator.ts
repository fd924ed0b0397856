/**
 * The clock and the event queue of a run. Time is in ns, from 0. Events at equal times run in the order in which they were scheduled.
 * Times are whole ns except where a model (ASTRA-sim 1.0's memory term, a network clock that is no divisor of 1 ns) makes them fractional.
 */
export interface Simulator {
  /** Current simulated time, ns. */
  readonly now: number;
  /** Events run so far. */
  readonly events: number;
  /** Run `callback` `delay` ns from now; 0 means later in this same instant. Throws INVALID_VALUE for a negative or non-finite delay. */
  schedule(delay: number, callback: () => void): void;
}

/**
 * A model with a clock of its own (another process, a cycle-driven network) that core runs in lock-step with the event queue. Core asks for the next time, runs its own
 * events where they come first, and else calls `advanceTo`; so on until neither has anything left. Times may be fractional; the model may remember what went before.
 */
export interface ExternalClock {
  /**
   * When the model has work next, ns; `Infinity` when it is idle or has none up to `limit`. Never before `simulator.now`.
   *
   * `limit` is the time of core's next event (`Infinity`: it has none): until then nothing new can be sent. A model that can only run forward may therefore run now, up to
   * its first delivery, but not past `limit`: it answers the exact time of that delivery, or `Infinity` having reached the limit. It may also stop earlier and answer where
   * it stands, so that core's host gets a turn; `advanceTo` then delivers nothing, and core asks again. A model that knows its next time without running ignores `limit`.
   */
  nextEventTime(limit: number): number;
  /** Do the work of this time: deliver what arrives at it, one message or many. `simulator.now` equals `time`; every event scheduled for it before has already run. */
  advanceTo(time: number): void;
}
