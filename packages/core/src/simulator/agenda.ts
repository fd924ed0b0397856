/**
 * Per-rank timers with ASTRA-sim's batching rule: all entries that one rank has for one instant run together, in the order registered, at the place in the event order
 * where the first of them was registered. An entry added with delay 0 while the rank's batch of this instant runs joins that batch.
 */
export interface Agenda {
  /** Run `callback` on `rank`, `delay` ns (whole, 0 or more) from the current tick. The tick is the whole part of the current time. */
  after(rank: number, delay: number, callback: () => void): void;
}
