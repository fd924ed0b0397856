/** What one rank sees of one logical dimension. */
export class DimensionStatistics {
  /** Instants at which it became busy and idle, in turn, ns. */
  readonly activity: number[] = [];
  #present = 0;
  #left = 0;
  #latency = 0;

  /** Mean time from start to end of a phase, ns; null where none has ended. */
  get averageChunkLatency(): number | null {
    return this.#left === 0 ? null : this.#latency / this.#left;
  }

  enter(now: number): void {
    if (this.#present++ > 0) return;
    // Idle for no time is not idle.
    if (this.activity.at(-1) === now) this.activity.pop();
    else this.activity.push(now);
  }

  leave(now: number, started: number): void {
    this.#left++;
    this.#latency += now - started;
    if (--this.#present === 0) this.activity.push(now);
  }
}
