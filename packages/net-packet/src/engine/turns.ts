import type { Arbitration } from "./description.js";
import type { PacketTable } from "./packet-table.js";

/** Flows that an output remembers before it forgets those that have no claim left. */
const fewestKept = 256;

/**
 * In which order packets that want one output get it: each gets a number when it comes to the front of its virtual channel, and the lowest number goes first.
 *
 * `fair`: self-clocked fair queueing (Golestani 1994) over flows, which are pairs of source and destination. A flow's packet is due when the flow's last one, at an equal
 * share of the link, would have ended, but not before the packet that the output serves now. `age`: by the cycle of entry into the network. `round-robin`: all are
 * equal, so channels take turns.
 */
export class Turns {
  readonly #arbitration: Arbitration;
  readonly #packets: PacketTable;
  readonly #nodes: number;
  /** Number of the packet that each output served last. */
  readonly #now: Float64Array;
  /** By output: the end of each flow's last packet. */
  readonly #ends: (Map<number, number> | undefined)[];
  readonly #limit: Int32Array;

  constructor(arbitration: Arbitration, packets: PacketTable, links: number, nodes: number) {
    this.#arbitration = arbitration;
    this.#packets = packets;
    this.#nodes = nodes;
    const remembers = arbitration === "fair";
    this.#now = new Float64Array(remembers ? links : 0);
    this.#ends = new Array(remembers ? links : 0);
    this.#limit = new Int32Array(remembers ? links : 0).fill(fewestKept);
  }

  /** The number of a packet that now wants an output. */
  of(output: number, packet: number): number {
    if (this.#arbitration === "round-robin") return 0;
    const { flitised, source, destination, flits } = this.#packets;
    if (this.#arbitration === "age") return flitised[packet]!;
    let ends = this.#ends[output];
    if (ends === undefined) {
      ends = new Map();
      this.#ends[output] = ends;
    }
    const flow = source[packet]! * this.#nodes + destination[packet]!;
    const start = Math.max(this.#now[output]!, ends.get(flow) ?? 0);
    ends.set(flow, start + flits[packet]!);
    if (ends.size > this.#limit[output]!) this.#forget(output, ends);
    return start;
  }

  /** An output begins to send a packet with this number. */
  served(output: number, turn: number): void {
    if (this.#arbitration === "fair" && turn > this.#now[output]!) this.#now[output] = turn;
  }

  /** Flows whose last packet is over have no claim: they count as new ones. */
  #forget(output: number, ends: Map<number, number>): void {
    for (const [flow, end] of ends) if (end <= this.#now[output]!) ends.delete(flow);
    this.#limit[output] = Math.max(fewestKept, 2 * ends.size);
  }
}
