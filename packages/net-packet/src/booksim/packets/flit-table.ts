import { grownInts } from "../../engine/grown.js";

const least = 1024;
export const headFlit = 1;
export const tailFlit = 2;

/** The flits inside the network. Numbers are recycled. */
export class FlitTable {
  packet = new Int32Array(least);
  /** Head, tail, both or neither. */
  kind = new Int32Array(least);
  /** Virtual channel on which it is, or comes next. */
  vc = new Int32Array(least);
  priority = new Int32Array(least);
  sent = new Int32Array(least);
  /** Routers that it has left. */
  hops = new Int32Array(least);
  readonly #free: number[] = [];
  #used = 0;

  allocate(): number {
    const flit = this.#free.pop() ?? this.#used++;
    if (flit === this.packet.length) this.#grow();
    this.hops[flit] = 0;
    return flit;
  }

  release(flit: number): void {
    this.#free.push(flit);
  }

  #grow(): void {
    const size = 2 * this.packet.length;
    this.packet = grownInts(this.packet, size);
    this.kind = grownInts(this.kind, size);
    this.vc = grownInts(this.vc, size);
    this.priority = grownInts(this.priority, size);
    this.sent = grownInts(this.sent, size);
    this.hops = grownInts(this.hops, size);
  }
}
