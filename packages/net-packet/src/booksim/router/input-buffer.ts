import type { FlitTable } from "../packets/flit-table.js";
import { latest, type PriorityKind } from "./shared.js";

/** State of an input virtual channel: of the packet whose flits are at its front. */
export const idle = 0;
export const routing = 1;
export const vcAllocation = 2;
export const active = 3;

/** The buffers of a router's input virtual channels, numbered input by input: queues of flits of several packets, of which the first is on its way through the pipeline. */
export class InputBuffers {
  readonly state: Uint8Array;
  /** Routes of the first packet, and what it was given. */
  readonly range: Int32Array;
  readonly escape: Int32Array;
  readonly outputPort: Int32Array;
  readonly outputVc: Int32Array;
  readonly priority: Int32Array;
  readonly #flits: FlitTable;
  readonly #kind: PriorityKind;
  readonly #slots: Int32Array;
  readonly #size: number;
  readonly #head: Int32Array;
  readonly #count: Int32Array;

  constructor(channels: number, size: number, flits: FlitTable, kind: PriorityKind) {
    this.state = new Uint8Array(channels);
    this.range = new Int32Array(channels);
    this.escape = new Int32Array(channels);
    this.outputPort = new Int32Array(channels);
    this.outputVc = new Int32Array(channels);
    this.priority = new Int32Array(channels);
    this.#flits = flits;
    this.#kind = kind;
    this.#slots = new Int32Array(channels * size);
    this.#size = size;
    this.#head = new Int32Array(channels);
    this.#count = new Int32Array(channels);
  }

  isEmpty(channel: number): boolean {
    return this.#count[channel] === 0;
  }

  front(channel: number): number {
    return this.#slots[channel * this.#size + this.#head[channel]!]!;
  }

  add(channel: number, flit: number, cycle: number): void {
    if (this.#kind === "local_age") this.#flits.priority[flit] = latest - cycle;
    else if (this.#kind === "hop_count") this.#flits.priority[flit] = this.#flits.hops[flit]!;
    let slot = this.#head[channel]! + this.#count[channel]!++;
    if (slot >= this.#size) slot -= this.#size;
    this.#slots[channel * this.#size + slot] = flit;
    this.#updatePriority(channel);
  }

  remove(channel: number): void {
    const head = this.#head[channel]! + 1;
    this.#head[channel] = head === this.#size ? 0 : head;
    this.#count[channel]!--;
    this.#updatePriority(channel);
  }

  /** An empty channel keeps what it had. */
  #updatePriority(channel: number): void {
    if (this.#kind === "none" || this.#count[channel] === 0) return;
    this.priority[channel] =
      this.#kind === "queue_length" ? this.#count[channel]! : this.#flits.priority[this.front(channel)]!;
  }
}
