import type { LinkActivity } from "@astra-ts/core";

/** Windows that are kept; when there are twice as many, neighbours are joined and the window doubles. */
const fewest = 64;
/** ns. */
const firstWindow = 16;

/** What several series had carried at the end of every window of time: load over time in bounded memory, whatever the length of the run. */
export class LoadHistory {
  /** When the next entry is due, ns. */
  nextEnd = firstWindow;
  #window = firstWindow;
  #entries: Float64Array[] = [];

  /** Bytes that each series has carried up to `nextEnd`. */
  add(carried: Float64Array): void {
    this.#entries.push(carried);
    if (this.#entries.length === 2 * fewest) {
      this.#entries = this.#entries.filter((_, index) => index % 2 === 1);
      this.#window *= 2;
    }
    this.nextEnd = (this.#entries.length + 1) * this.#window;
  }

  /**
   * Share of `capacity`, bytes/ns, that was used in each window up to `now`. `carriedIn` tells what had been carried by the time of an entry, `carriedNow` what
   * has been by now; every entry due before must have been added.
   */
  utilization(
    carriedIn: (entry: Float64Array) => number,
    capacity: number,
    carriedNow: number,
    now: number,
  ): LinkActivity {
    const utilization: number[] = [];
    let before = 0;
    const close = (carried: number, length: number): void => {
      // Rounding may make a full link seem fuller than full, and an idle one carry less than nothing.
      const share = capacity === 0 ? 0 : (carried - before) / (capacity * length);
      utilization.push(Math.min(1, Math.max(0, share)));
      before = carried;
    };
    for (const entry of this.#entries) close(carriedIn(entry), this.#window);
    const rest = now - this.#entries.length * this.#window;
    if (rest > 0) close(carriedNow, rest);
    return { window: this.#window, utilization };
  }
}
