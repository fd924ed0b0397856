/** The packets inside the network. Numbers are recycled, so memory follows the packets in flight. */
export class PacketTable {
  /** Message that it belongs to. */
  message = new Int32Array(0);
  source = new Int32Array(0);
  destination = new Int32Array(0);
  vnet = new Int32Array(0);
  flits = new Int32Array(0);
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
    const whole = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const grown = new Int32Array(size);
      grown.set(old);
      return grown;
    };
    const time = (old: Float64Array): Float64Array<ArrayBuffer> => {
      const grown = new Float64Array(size);
      grown.set(old);
      return grown;
    };
    this.message = whole(this.message);
    this.source = whole(this.source);
    this.destination = whole(this.destination);
    this.vnet = whole(this.vnet);
    this.flits = whole(this.flits);
    this.hops = whole(this.hops);
    this.created = time(this.created);
    this.flitised = time(this.flitised);
    this.headSent = time(this.headSent);
    this.headReceived = time(this.headReceived);
    this.propagation = time(this.propagation);
    this.slowest = time(this.slowest);
  }
}
