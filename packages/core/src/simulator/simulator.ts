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

/** A model with a clock of its own (another process, a cycle-driven network) that core runs in lock-step with the event queue. */
export interface ExternalClock {
  /** When the model has work next, ns; `Infinity` when it is idle. Never before `simulator.now`. */
  nextEventTime(): number;
  /** Do the work of this time. `simulator.now` equals `time`; every event scheduled for it before has already run. */
  advanceTo(time: number): void;
}
