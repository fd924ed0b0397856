import type { PacketEngine } from "../engine/engine.js";

/** Windows that are kept; when there are twice as many, neighbours are joined and the window doubles. */
const fewest = 64;
const firstWindow = 16;

/** Flits that each link had carried at the end of every window of time: utilisation over time in bounded memory, whatever the length of the run. */
export class UtilizationRecorder {
  readonly #engine: PacketEngine;
  /** Cycles. */
  #window = firstWindow;
  #next = firstWindow;
  #snapshots: Float64Array[] = [];

  constructor(engine: PacketEngine) {
    this.#engine = engine;
  }

  /** To be called before the engine goes on to `cycle`. */
  advance(cycle: number): void {
    while (cycle >= this.#next) {
      this.#snapshots.push(this.#engine.linkFlits());
      if (this.#snapshots.length === 2 * fewest) {
        this.#snapshots = this.#snapshots.filter((_, index) => index % 2 === 1);
        this.#window *= 2;
      }
      this.#next = (this.#snapshots.length + 1) * this.#window;
    }
  }

  /** Length of a window, cycles. */
  get window(): number {
    return this.#window;
  }

  /** Share of each window in which a link transmitted, up to now. */
  utilization(link: number): number[] {
    const { flits, cyclesPerFlit } = this.#engine.linkUse(link);
    const shares: number[] = [];
    let before = 0;
    for (const snapshot of this.#snapshots) {
      shares.push(((snapshot[link]! - before) * cyclesPerFlit) / this.#window);
      before = snapshot[link]!;
    }
    const rest = this.#engine.cycle - this.#snapshots.length * this.#window;
    if (rest > 0) shares.push(((flits - before) * cyclesPerFlit) / rest);
    // A flit counts when it is sent: a link that is busy at a window's end may seem to exceed it.
    return shares.map((share) => Math.min(1, share));
  }
}
