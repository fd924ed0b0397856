import { grownDoubles, grownInts } from "./grown.js";

/**
 * Messages that have packets to send or to receive. A message is a run of packets from one node to another in one vnet; its packets come to be one by one,
 * when a virtual channel is free.
 */
export class MessageTable {
  source = new Int32Array(0);
  destination = new Int32Array(0);
  vnet = new Int32Array(0);
  /** Which of several equal ways its packets take. */
  path = new Int32Array(0);
  created = new Float64Array(0);
  /** Packets not yet cut into flits. */
  toSend = new Float64Array(0);
  /** Packets not yet received. */
  toReceive = new Float64Array(0);
  flitsPerPacket = new Int32Array(0);
  /** Flits of the last packet. */
  lastFlits = new Int32Array(0);
  /** What the last flit of all carries, as a share of a whole one. */
  lastShare = new Float64Array(0);
  /** Next message in its queue; -1: none. */
  next = new Int32Array(0);
  #free: number[] = [];
  #used = 0;

  allocate(): number {
    const recycled = this.#free.pop();
    if (recycled !== undefined) return recycled;
    if (this.#used === this.source.length) this.#grow();
    return this.#used++;
  }

  /** Flits of the next packet to be sent. */
  nextFlits(message: number): number {
    return this.toSend[message] === 1 ? this.lastFlits[message]! : this.flitsPerPacket[message]!;
  }

  release(message: number): void {
    this.#free.push(message);
  }

  #grow(): void {
    const size = Math.max(256, this.source.length * 2);
    this.source = grownInts(this.source, size);
    this.destination = grownInts(this.destination, size);
    this.vnet = grownInts(this.vnet, size);
    this.path = grownInts(this.path, size);
    this.created = grownDoubles(this.created, size);
    this.toSend = grownDoubles(this.toSend, size);
    this.toReceive = grownDoubles(this.toReceive, size);
    this.flitsPerPacket = grownInts(this.flitsPerPacket, size);
    this.lastFlits = grownInts(this.lastFlits, size);
    this.lastShare = grownDoubles(this.lastShare, size);
    this.next = grownInts(this.next, size);
  }
}
