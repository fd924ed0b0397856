import { longerDoubles, longerInts } from "../columns.js";

/** What flows of one lane have in common. */
export interface LaneInput {
  /** Ids of the links that a flow loads: those on its way, then those that acknowledgements load on the way back. */
  readonly links: readonly number[];
  /** Load on each, as a share of the flow's rate: 1 on a single route, less where a message is split or only acknowledgements pass. */
  readonly parts: readonly number[];
  /** How many of the links are on the way there. */
  readonly forth: number;
  /** Share of a flow beside flows of other lanes; 1 for all is plain max-min. */
  readonly weight: number;
  /** Most that one flow may have, bytes/ns; `Infinity`: what the links give. */
  readonly cap: number;
}

/**
 * Lanes as columns. A lane is a class of identical flows: same links, same weight, same cap, so that all of them have the same rate at any time. The links
 * of lane `l` are `link[start[l]]` to `link[end[l] - 1]`, those of the way back from `back[l]` on. The index into `link` is called a stop.
 */
export class Lanes {
  start = new Int32Array(64);
  back = new Int32Array(64);
  end = new Int32Array(64);
  weight = new Float64Array(64);
  /** Flows under way. */
  flows = new Int32Array(64);
  /** The link that would be the bottleneck if no other lane used the links, and the rate of all flows together then, bytes/ns. */
  narrowest = new Int32Array(64);
  room = new Float64Array(64);
  /** Most that one flow may have, bytes/ns, and the same per unit of weight. */
  cap = new Float64Array(64);
  capLevel = new Float64Array(64);
  /** Of one flow, bytes/ns. */
  rate = new Float64Array(64);
  /** The link that keeps the lane's flows from being faster; `none` for the cap, or where no flow is under way. */
  bottleneck = new Int32Array(64);

  link = new Int32Array(256);
  /** Load that a flow puts on the link of a stop, as a share of its rate. */
  part = new Float64Array(256);
  /** The lane of a stop. */
  laneOf = new Int32Array(256);
  /** Where the stop stands in its link's list of stops in use. */
  place = new Int32Array(256);

  #used = 0;
  #stops = 0;
  readonly #freeLanes: number[] = [];
  /** Free stretches of stops, by length. */
  readonly #freeStops = new Map<number, number[]>();
  readonly #capacity: Float64Array;

  /** `capacity` in bytes/ns by link. */
  constructor(capacity: Float64Array) {
    this.#capacity = capacity;
  }

  /** Lanes that were ever in use at one time, and one more than the largest number of a lane. */
  get count(): number {
    return this.#used;
  }

  add({ links, parts, forth, weight, cap }: LaneInput): number {
    const lane = this.#freeLanes.pop() ?? this.#used++;
    if (lane === this.flows.length) this.#growLanes();
    const { length } = links;
    let start = this.#freeStops.get(length)?.pop();
    if (start === undefined) {
      start = this.#stops;
      this.#stops += length;
      if (this.#stops > this.link.length) this.#growStops();
    }
    this.start[lane] = start;
    this.back[lane] = start + forth;
    this.end[lane] = start + length;
    this.room[lane] = Number.POSITIVE_INFINITY;
    for (let index = 0; index < length; index++) {
      const stop = start + index;
      this.link[stop] = links[index];
      this.part[stop] = parts[index];
      this.laneOf[stop] = lane;
      const room = this.#capacity[links[index]] / parts[index];
      if (room >= this.room[lane]) continue;
      this.room[lane] = room;
      this.narrowest[lane] = links[index];
    }
    this.weight[lane] = weight;
    this.cap[lane] = cap;
    this.capLevel[lane] = cap / weight;
    this.flows[lane] = 0;
    this.rate[lane] = 0;
    this.bottleneck[lane] = none;
    return lane;
  }

  /** Give back the place of a lane without flows. */
  remove(lane: number): void {
    const length = this.end[lane] - this.start[lane];
    const free = this.#freeStops.get(length);
    if (free === undefined) this.#freeStops.set(length, [this.start[lane]]);
    else free.push(this.start[lane]);
    this.#freeLanes.push(lane);
  }

  #growLanes(): void {
    const length = 2 * this.flows.length;
    this.start = longerInts(this.start, length);
    this.back = longerInts(this.back, length);
    this.end = longerInts(this.end, length);
    this.weight = longerDoubles(this.weight, length);
    this.capLevel = longerDoubles(this.capLevel, length);
    this.flows = longerInts(this.flows, length);
    this.narrowest = longerInts(this.narrowest, length);
    this.room = longerDoubles(this.room, length);
    this.cap = longerDoubles(this.cap, length);
    this.rate = longerDoubles(this.rate, length);
    this.bottleneck = longerInts(this.bottleneck, length);
  }

  #growStops(): void {
    const length = Math.max(2 * this.link.length, this.#stops);
    this.link = longerInts(this.link, length);
    this.part = longerDoubles(this.part, length);
    this.laneOf = longerInts(this.laneOf, length);
    this.place = longerInts(this.place, length);
  }
}

/** Stands for no link. */
export const none = -1;
