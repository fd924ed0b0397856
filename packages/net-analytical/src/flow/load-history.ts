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
   * Share of `capacity`, bytes/ns, that some series together used in each window up to `now`. `carriedNow` is what they have carried by then; every entry
   * due before must have been added.
   */
  utilization(series: readonly number[], capacity: number, carriedNow: number, now: number): LinkActivity {
    const utilization: number[] = [];
    let before = 0;
    const close = (carried: number, length: number): void => {
      // Rounding may make a full link seem fuller than full, and an idle one carry less than nothing.
      const share = capacity === 0 ? 0 : (carried - before) / (capacity * length);
      utilization.push(Math.min(1, Math.max(0, share)));
      before = carried;
    };
    for (const entry of this.#entries)
      close(
        series.reduce((sum, index) => sum + entry[index], 0),
        this.#window,
      );
    const rest = now - this.#entries.length * this.#window;
    if (rest > 0) close(carriedNow, rest);
    return { window: this.#window, utilization };
  }
}
