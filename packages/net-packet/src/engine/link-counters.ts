/** What links have done so far, each by its number. */
export class LinkCounters {
  /** Flits carried. */
  readonly flits: Float64Array;
  /** What last flits of packets fell short of whole ones, in flits. */
  readonly unused: Float64Array;
  /** Packets routed over it. */
  readonly packets: Float64Array;
  /** Cycles that heads waited in allocation for it. */
  readonly queueing: Float64Array;
  /** Packets waiting for it now, and the most that ever did. */
  readonly waiting: Int32Array;
  readonly mostWaiting: Int32Array;

  constructor(links: number) {
    this.flits = new Float64Array(links);
    this.unused = new Float64Array(links);
    this.packets = new Float64Array(links);
    this.queueing = new Float64Array(links);
    this.waiting = new Int32Array(links);
    this.mostWaiting = new Int32Array(links);
  }

  /** A packet has been routed over the link, and waits for it. */
  routed(link: number): void {
    this.packets[link]!++;
    const waiting = ++this.waiting[link]!;
    if (waiting > this.mostWaiting[link]!) this.mostWaiting[link] = waiting;
  }

  /** A packet that waits has chosen another link. */
  rerouted(from: number, to: number): void {
    this.packets[from]!--;
    this.waiting[from]!--;
    this.routed(to);
  }

  /** A packet that has waited so many cycles gets the link. */
  granted(link: number, cycles: number): void {
    this.waiting[link]!--;
    this.queueing[link]! += cycles;
  }
}
