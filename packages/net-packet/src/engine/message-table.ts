/** Messages that have packets to send or to receive. A message is a run of packets from one node to another in one vnet; its packets come to be one by one, when a virtual channel is free. */
export class MessageTable {
  source = new Int32Array(0);
  destination = new Int32Array(0);
  vnet = new Int32Array(0);
  created = new Float64Array(0);
  /** Packets not yet cut into flits. */
  toSend = new Float64Array(0);
  /** Packets not yet received. */
  toReceive = new Float64Array(0);
  flitsPerPacket = new Int32Array(0);
  /** Flits of the last packet. */
  lastFlits = new Int32Array(0);
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

  release(message: number): void {
    this.#free.push(message);
  }

  #grow(): void {
    const size = Math.max(256, this.source.length * 2);
    const whole = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const grown = new Int32Array(size);
      grown.set(old);
      return grown;
    };
    const large = (old: Float64Array): Float64Array<ArrayBuffer> => {
      const grown = new Float64Array(size);
      grown.set(old);
      return grown;
    };
    this.source = whole(this.source);
    this.destination = whole(this.destination);
    this.vnet = whole(this.vnet);
    this.created = large(this.created);
    this.toSend = large(this.toSend);
    this.toReceive = large(this.toReceive);
    this.flitsPerPacket = whole(this.flitsPerPacket);
    this.lastFlits = whole(this.lastFlits);
    this.next = whole(this.next);
  }
}
