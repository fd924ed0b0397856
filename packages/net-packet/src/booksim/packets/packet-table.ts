import { grownInts } from "../../engine/grown.js";

const least = 256;

/** The packets inside the network and at the sources' heads. Numbers are recycled, so memory follows the packets in flight. */
export class PacketTable {
  source = new Int32Array(least);
  destination = new Int32Array(least);
  /** Flits. */
  size = new Int32Array(least);
  priority = new Int32Array(least);
  /** Cycle of birth, cycle in which the head was sent, and in which it arrived. */
  born = new Int32Array(least);
  headSent = new Int32Array(least);
  headArrived = new Int32Array(least);
  /** 1: born in the measured time. */
  measured = new Int32Array(least);
  /** Memory of the routing function. */
  phase = new Int32Array(least);
  intermediate = new Int32Array(least);
  /** Route found one router ahead. */
  range = new Int32Array(least);
  escape = new Int32Array(least);
  readonly #free: number[] = [];
  #used = 0;

  allocate(): number {
    const packet = this.#free.pop() ?? this.#used++;
    if (packet === this.source.length) this.#grow();
    this.phase[packet] = 0;
    this.intermediate[packet] = -1;
    return packet;
  }

  release(packet: number): void {
    this.#free.push(packet);
  }

  #grow(): void {
    const size = 2 * this.source.length;
    this.source = grownInts(this.source, size);
    this.destination = grownInts(this.destination, size);
    this.size = grownInts(this.size, size);
    this.priority = grownInts(this.priority, size);
    this.born = grownInts(this.born, size);
    this.headSent = grownInts(this.headSent, size);
    this.headArrived = grownInts(this.headArrived, size);
    this.measured = grownInts(this.measured, size);
    this.phase = grownInts(this.phase, size);
    this.intermediate = grownInts(this.intermediate, size);
    this.range = grownInts(this.range, size);
    this.escape = grownInts(this.escape, size);
  }
}
