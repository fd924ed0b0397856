import { longerInts } from "../columns.js";
import { type Lanes, none } from "./lanes.js";

/** Told when a link's load changes. */
export interface LoadListener {
  /** The link carries `load` bytes/ns from now on. */
  loadChanges(link: number, load: number): void;
}

/** Links as columns, index = link id: what each can carry, what it carries now, and which lanes cross it. */
export class SharedLinks {
  /** Bytes/ns. */
  readonly capacity: Float64Array;
  /** Bytes/ns: the rates of all flows that cross, those of acknowledgements among them. */
  readonly load: Float64Array;
  /** Lanes of which this link is the bottleneck, and the share per unit of weight that it leaves them. */
  readonly held: Int32Array;
  readonly level: Float64Array;
  /** Stops of the lanes in use that cross; the first `stopCount` of each list count. */
  readonly stops: Int32Array[] = [];
  readonly stopCount: Int32Array;
  /** Flows that cross, acknowledgements not counted, and the most at one time. */
  readonly flows: Int32Array;
  readonly mostFlows: Int32Array;
  readonly #listener: LoadListener;

  constructor(capacity: Float64Array, listener: LoadListener) {
    const links = capacity.length;
    this.capacity = capacity;
    this.load = new Float64Array(links);
    this.held = new Int32Array(links);
    this.level = new Float64Array(links);
    this.stopCount = new Int32Array(links);
    this.flows = new Int32Array(links);
    this.mostFlows = new Int32Array(links);
    this.#listener = listener;
  }

  setLoad(link: number, load: number): void {
    if (load === this.load[link]) return;
    this.#listener.loadChanges(link, load);
    this.load[link] = load;
  }

  /** Flows more or less on a link. */
  countFlows(link: number, change: number): void {
    this.flows[link] += change;
    if (this.flows[link] > this.mostFlows[link]) this.mostFlows[link] = this.flows[link];
  }

  /** The lane of this stop is in use from now on. */
  attach(stop: number, lanes: Lanes): void {
    const link = lanes.link[stop];
    const at = this.stopCount[link]++;
    const stops = this.stops[link];
    if (stops === undefined) this.stops[link] = new Int32Array(4);
    else if (at === stops.length) this.stops[link] = longerInts(stops, 2 * at);
    this.stops[link][at] = stop;
    lanes.place[stop] = at;
  }

  /** It is no longer. */
  detach(stop: number, lanes: Lanes): void {
    const link = lanes.link[stop];
    const stops = this.stops[link];
    const last = stops[--this.stopCount[link]];
    const at = lanes.place[stop];
    stops[at] = last;
    lanes.place[last] = at;
  }

  /** Another link holds a lane back than before. */
  moveHold(before: number, after: number): void {
    if (before !== none) this.held[before]--;
    if (after !== none) this.held[after]++;
  }
}
