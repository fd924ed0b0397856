import type { PacketEngine } from "../engine/engine.js";

/** Cycles from a generator's decision to the time stamp of the packet, and to its arrival at the interface: gem5's protocol. */
const stampDelay = 1;
const issueDelay = 3;

/** Packets between generator and interface: they arrive there a fixed time after they were drawn. */
export class PacketSources {
  readonly #engine: PacketEngine;
  readonly #flits: readonly number[];
  #pending: number[] = [];
  #head = 0;

  constructor(engine: PacketEngine, flits: readonly number[]) {
    this.#engine = engine;
    this.#flits = flits;
  }

  add(cycle: number, source: number, destination: number, vnet: number): void {
    this.#pending.push(cycle, source, destination, vnet);
  }

  /** Hand over what arrives at interfaces in `cycle`. */
  release(cycle: number): void {
    const pending = this.#pending;
    while (this.#head < pending.length && pending[this.#head]! + issueDelay <= cycle) {
      const at = this.#head;
      this.#head += 4;
      this.#engine.inject({
        source: pending[at + 1]!,
        destination: pending[at + 2]!,
        vnet: pending[at + 3]!,
        flitsPerPacket: this.#flits[pending[at + 3]!]!,
        created: pending[at]! + stampDelay,
      });
    }
    if (this.#head > 4096) {
      this.#pending = pending.slice(this.#head);
      this.#head = 0;
    }
  }

  get empty(): boolean {
    return this.#head === this.#pending.length;
  }
}
