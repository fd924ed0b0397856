import { longerDoubles, longerInts } from "../columns.js";
import { none } from "./lanes.js";

/**
 * Messages under way as columns, and for each lane its flows in the order in which they will end. All flows of a lane move at one rate, so that order is known when
 * a flow starts: by `target`, what a flow that was there from the lane's beginning would have moved by then. A lane's flows form a pairing heap: starting costs the
 * same however many there are.
 */
export class Flows {
  lane = new Int32Array(64);
  bytes = new Float64Array(64);
  /** When the message was sent, ns, and its number in the order of sending. */
  sent = new Float64Array(64);
  order = new Float64Array(64);
  target = new Float64Array(64);
  readonly delivered: (() => void)[] = [];

  /** By lane: the flow that ends first. */
  #first = new Int32Array(64).fill(none);
  #child = new Int32Array(64);
  #sibling = new Int32Array(64);
  #used = 0;
  #free = none;

  add(lane: number, bytes: number, sent: number, order: number, delivered: () => void): number {
    let flow = this.#free;
    if (flow === none) {
      flow = this.#used++;
      if (flow === this.lane.length) this.#grow();
    } else {
      this.#free = this.#sibling[flow];
    }
    this.lane[flow] = lane;
    this.bytes[flow] = bytes;
    this.sent[flow] = sent;
    this.order[flow] = order;
    this.delivered[flow] = delivered;
    return flow;
  }

  remove(flow: number): void {
    this.#sibling[flow] = this.#free;
    this.#free = flow;
  }

  /** The flow of a lane that ends first; `none` where none is under way. */
  first(lane: number): number {
    return lane < this.#first.length ? this.#first[lane] : none;
  }

  start(flow: number, target: number): void {
    const lane = this.lane[flow];
    if (lane >= this.#first.length) {
      const { length } = this.#first;
      this.#first = longerInts(this.#first, Math.max(2 * length, lane + 1)).fill(none, length);
    }
    this.target[flow] = target;
    this.#child[flow] = none;
    this.#sibling[flow] = none;
    const first = this.#first[lane];
    this.#first[lane] = first === none ? flow : this.#joined(first, flow);
  }

  /** Take out the flow of a lane that ends first. */
  end(lane: number): number {
    const ended = this.#first[lane];
    this.#first[lane] = this.#joinedChildren(ended);
    return ended;
  }

  /** Children in pairs from the left, then the pairs from the right. */
  #joinedChildren(parent: number): number {
    let pairs = none;
    for (let left = this.#child[parent]; left !== none; ) {
      const right = this.#sibling[left];
      const next = right === none ? none : this.#sibling[right];
      const pair = right === none ? left : this.#joined(left, right);
      this.#sibling[pair] = pairs;
      pairs = pair;
      left = next;
    }
    let root = none;
    while (pairs !== none) {
      const next = this.#sibling[pairs];
      this.#sibling[pairs] = none;
      root = root === none ? pairs : this.#joined(root, pairs);
      pairs = next;
    }
    return root;
  }

  #joined(a: number, b: number): number {
    const aFirst =
      this.target[a] < this.target[b] || (this.target[a] === this.target[b] && this.order[a] < this.order[b]);
    const parent = aFirst ? a : b;
    const child = aFirst ? b : a;
    this.#sibling[child] = this.#child[parent];
    this.#child[parent] = child;
    this.#sibling[parent] = none;
    return parent;
  }

  #grow(): void {
    const length = 2 * this.lane.length;
    this.lane = longerInts(this.lane, length);
    this.bytes = longerDoubles(this.bytes, length);
    this.sent = longerDoubles(this.sent, length);
    this.order = longerDoubles(this.order, length);
    this.target = longerDoubles(this.target, length);
    this.#child = longerInts(this.#child, length);
    this.#sibling = longerInts(this.#sibling, length);
  }
}
