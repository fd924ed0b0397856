import { longerDoubles, longerInts } from "../columns.js";
import { IndexedHeap } from "./indexed-heap.js";
import { IntList } from "./int-list.js";
import { type Lanes, none } from "./lanes.js";
import type { SharedLinks } from "./shared-links.js";

/** Relative difference below which two shares count as equal: some hundred times what rounding makes. */
export const sameShare = 1e-12;

const open = -1;

/**
 * Progressive filling within a region of links: the share of all flows rises at the same pace (per unit of weight) until a link is full; the flows that cross it stay
 * at that share, the others rise on. A lane that is held back elsewhere, or capped, rises to its limit and no further.
 *
 * Every lane that crosses a link of the region takes part; the links that it crosses outside are not looked at.
 */
export class WaterFilling {
  /** The lanes that take part, in the order in which the region shows them. */
  readonly members = new IntList();
  /** By lane: how far it may rise, share per unit of weight. */
  limit = new Float64Array(64);
  /** By lane: the share per unit of weight that came out, and the link that set it; the old bottleneck where the limit did. */
  level = new Float64Array(64);
  holder = new Int32Array(64);
  /** By link of the region: what is not given away. */
  readonly left: Float64Array;

  readonly #lanes: Lanes;
  readonly #links: SharedLinks;
  /** By link: 1 inside the region. */
  readonly #inside: Uint8Array;
  /** By link: weight of the flows that still rise, and the number of their lanes. */
  readonly #pull: Float64Array;
  readonly #rising: Int32Array;
  readonly #heap = new IndexedHeap();
  /** Whether any lane has a limit. */
  #hasLimits = false;
  /** The share that the last full link left. */
  #reached = 0;
  readonly #firstShare: Float64Array;
  #seen = new Int32Array(64);
  #round = 0;

  constructor(lanes: Lanes, links: SharedLinks, inside: Uint8Array) {
    const count = links.capacity.length;
    this.#lanes = lanes;
    this.#links = links;
    this.#inside = inside;
    this.left = new Float64Array(count);
    this.#pull = new Float64Array(count);
    this.#rising = new Int32Array(count);
    this.#firstShare = new Float64Array(count);
  }

  /** Fill the links of `region`. `limitOf` tells how far a lane may rise. */
  fill(region: IntList, limitOf: (lane: number) => number): void {
    this.#gather(region, limitOf);
    const heap = this.#heap;
    const rising = this.#rising;
    for (let index = 0; index < region.length; index++) {
      const link = region.items[index];
      this.#firstShare[link] = this.#share(link);
    }
    heap.setMany(region, this.#firstShare);
    while (heap.size > 0) {
      const link = heap.top;
      if (rising[link] === 0) {
        heap.delete(link);
        continue;
      }
      // Shares only rise while lanes drop out, so an old key is a lower bound.
      const share = this.#share(link);
      if (share > heap.leastKey * (1 + sameShare)) heap.set(link, share);
      else if (!this.#hasLimits || !this.#stopAtLimits(link, share)) {
        heap.delete(link);
        this.#stopAt(link);
      }
    }
  }

  #gather(region: IntList, limitOf: (lane: number) => number): void {
    const { stops, stopCount, capacity } = this.#links;
    const { laneOf, weight, flows, part } = this.#lanes;
    const { members, level } = this.#withRoom();
    const round = ++this.#round;
    members.clear();
    this.#hasLimits = false;
    this.#reached = 0;
    for (let index = 0; index < region.length; index++) {
      const link = region.items[index];
      const list = stops[link];
      let pull = 0;
      for (let at = 0; at < stopCount[link]; at++) {
        const stop = list[at];
        const lane = laneOf[stop];
        pull += flows[lane] * weight[lane] * part[stop];
        if (this.#seen[lane] === round) continue;
        this.#seen[lane] = round;
        members.push(lane);
        level[lane] = open;
        const limit = limitOf(lane);
        this.limit[lane] = limit;
        if (limit < Number.POSITIVE_INFINITY) this.#hasLimits = true;
      }
      this.left[link] = capacity[link];
      this.#pull[link] = pull;
      this.#rising[link] = stopCount[link];
    }
  }

  /** What a link leaves each unit of weight that still rises. */
  #share(link: number): number {
    return this.#rising[link] === 0 ? Number.POSITIVE_INFINITY : this.left[link] / this.#pull[link];
  }

  /** The lanes on a link whose limit is not above its share stay at their limits; false where there are none. */
  #stopAtLimits(link: number, share: number): boolean {
    const stops = this.#links.stops[link];
    const { laneOf, bottleneck, capLevel } = this.#lanes;
    const reached = share * (1 + sameShare);
    let some = false;
    for (let at = 0; at < this.#links.stopCount[link]; at++) {
      const lane = laneOf[stops[at]];
      const limit = this.limit[lane];
      if (this.level[lane] !== open || !(limit <= reached)) continue;
      some = true;
      this.#stop(lane, limit, limit === capLevel[lane] ? none : bottleneck[lane]);
    }
    return some;
  }

  /** A link is full: what still rises on it stays at its share, added up anew as many subtractions have left their rounding. */
  #stopAt(link: number): void {
    const stops = this.#links.stops[link];
    const count = this.#links.stopCount[link];
    const { laneOf, weight, flows, part } = this.#lanes;
    let used = 0;
    let pull = 0;
    for (let at = 0; at < count; at++) {
      const stop = stops[at];
      const lane = laneOf[stop];
      const load = flows[lane] * weight[lane] * part[stop];
      if (this.level[lane] === open) pull += load;
      else used += load * this.level[lane];
    }
    // Shares never fall; what rounding makes of a link that others have filled already must not become a rate of 0.
    const share = Math.max(this.#reached, (this.#links.capacity[link] - used) / pull);
    this.#reached = share;
    this.#links.level[link] = share;
    for (let at = 0; at < count; at++) {
      const lane = laneOf[stops[at]];
      if (this.level[lane] === open) this.#stop(lane, share, link);
    }
  }

  #stop(lane: number, level: number, holder: number): void {
    const { start, end, link, part, flows, weight } = this.#lanes;
    this.level[lane] = level;
    this.holder[lane] = holder;
    const weightOfAll = flows[lane] * weight[lane];
    for (let stop = start[lane]; stop < end[lane]; stop++) {
      const crossed = link[stop];
      if (this.#inside[crossed] === 0) continue;
      const pull = weightOfAll * part[stop];
      this.left[crossed] -= pull * level;
      this.#pull[crossed] -= pull;
      this.#rising[crossed]--;
    }
  }

  #withRoom(): this {
    const needed = this.#lanes.count;
    if (needed <= this.limit.length) return this;
    const length = 2 * needed;
    this.limit = longerDoubles(this.limit, length);
    this.level = longerDoubles(this.level, length);
    this.holder = longerInts(this.holder, length);
    this.#seen = longerInts(this.#seen, length);
    return this;
  }
}
