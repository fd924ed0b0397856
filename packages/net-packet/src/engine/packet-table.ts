import { grownDoubles, grownInts } from "./grown.js";

/** The packets inside a network, each by its number, to be read. */
export interface PacketsInside {
  readonly message: ArrayLike<number>;
  readonly source: ArrayLike<number>;
  readonly destination: ArrayLike<number>;
  readonly vnet: ArrayLike<number>;
  readonly flits: ArrayLike<number>;
  /** Routers visited less one. */
  readonly hops: ArrayLike<number>;
  /** Cycles in which its message was created, in which it was cut into flits, in which its head left its interface and came to the other one. */
  readonly created: ArrayLike<number>;
  readonly flitised: ArrayLike<number>;
  readonly headSent: ArrayLike<number>;
  readonly headReceived: ArrayLike<number>;
  /** Cycles that its head would have spent so far without any waiting. */
  readonly propagation: ArrayLike<number>;
  /** Cycles per flit of the slowest link so far. */
  readonly slowest: ArrayLike<number>;
}

/** The table that holds them. Numbers are recycled, so memory follows the packets in flight. */
export class PacketTable implements PacketsInside {
  /** Message that it belongs to. */
  message = new Int32Array(0);
  source = new Int32Array(0);
  destination = new Int32Array(0);
  vnet = new Int32Array(0);
  path = new Int32Array(0);
  /** Class of virtual channels that it has come to, where it changes them on its way. */
  stage = new Int32Array(0);
  flits = new Int32Array(0);
  /** What its last flit carries, as a share of a whole one; above 0. */
  lastShare = new Float64Array(0);
  /** Routers visited less one. */
  hops = new Int32Array(0);
  /** Cycle in which its message was created, and in which it was cut into flits. */
  created = new Float64Array(0);
  flitised = new Float64Array(0);
  headSent = new Float64Array(0);
  headReceived = new Float64Array(0);
  /** Cycles that its head would have spent on links and in routers so far without any waiting, narrow links' serialisation of one flit included. */
  propagation = new Float64Array(0);
  /** Cycles per flit of the slowest link so far. */
  slowest = new Float64Array(0);
  #free: number[] = [];
  #used = 0;

  allocate(): number {
    const recycled = this.#free.pop();
    if (recycled !== undefined) return recycled;
    if (this.#used === this.message.length) this.#grow();
    return this.#used++;
  }

  release(packet: number): void {
    this.#free.push(packet);
  }

  #grow(): void {
    const size = Math.max(256, this.message.length * 2);
    this.message = grownInts(this.message, size);
    this.source = grownInts(this.source, size);
    this.destination = grownInts(this.destination, size);
    this.vnet = grownInts(this.vnet, size);
    this.path = grownInts(this.path, size);
    this.stage = grownInts(this.stage, size);
    this.flits = grownInts(this.flits, size);
    this.lastShare = grownDoubles(this.lastShare, size);
    this.hops = grownInts(this.hops, size);
    this.created = grownDoubles(this.created, size);
    this.flitised = grownDoubles(this.flitised, size);
    this.headSent = grownDoubles(this.headSent, size);
    this.headReceived = grownDoubles(this.headReceived, size);
    this.propagation = grownDoubles(this.propagation, size);
    this.slowest = grownDoubles(this.slowest, size);
  }
}
