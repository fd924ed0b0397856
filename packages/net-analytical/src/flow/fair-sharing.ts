import { longerInts } from "../columns.js";
import { IntList } from "./int-list.js";
import { type LaneInput, Lanes, none } from "./lanes.js";
import { type LoadListener, SharedLinks } from "./shared-links.js";
import { sameShare, WaterFilling } from "./water-filling.js";

/** Share of a link's capacity by which its load may be off before it counts as changed. */
const sameLoad = 1e-11;

/** Told when the rate of a lane's flows changes. */
export interface RateListener {
  /** Each flow of the lane goes on at `rate` bytes/ns. The lane's columns still tell the old rate and the old bottleneck. */
  rateChanges(lane: number, rate: number): void;
}

/**
 * The max-min fair shares of flows over links (each flow has a link that is full and on which no flow has more per unit of weight), kept up to date while
 * flows come and go.
 *
 * A change is worked out on the links that it may reach: first those that held back the flows that changed, or can hold them. The result stands if nothing outside
 * notices: no link beyond is too full, and none that holds flows back has got room or a faster flow. Otherwise the links that noticed join in, and it is worked out again.
 * What comes out is max-min fair on the whole machine.
 */
export class FairSharing {
  readonly lanes: Lanes;
  readonly links: SharedLinks;
  readonly #listener: RateListener;

  /** Lanes whose number of flows has changed since the last `settle`. */
  readonly #touched = new IntList();
  #isTouched = new Int32Array(64);
  #lanesInUse = 0;

  readonly #filling: WaterFilling;
  readonly #region = new IntList();
  readonly #inside: Uint8Array;
  /** Links outside the region whose load the region's result changes, and by how much. */
  readonly #spilled = new IntList();
  readonly #spill: Float64Array;
  readonly #isSpilled: Uint8Array;
  /** By link: 1 where a flow came to have more than those that the link holds back. */
  readonly #outrun: Uint8Array;

  /** `capacity` in bytes/ns by link. */
  constructor(capacity: Float64Array, loads: LoadListener, rates: RateListener) {
    this.lanes = new Lanes(capacity);
    this.links = new SharedLinks(capacity, loads);
    this.#listener = rates;
    const count = capacity.length;
    this.#inside = new Uint8Array(count);
    this.#spill = new Float64Array(count);
    this.#isSpilled = new Uint8Array(count);
    this.#outrun = new Uint8Array(count);
    this.#filling = new WaterFilling(this.lanes, this.links, this.#inside);
  }

  addLane(input: LaneInput): number {
    const lane = this.lanes.add(input);
    if (lane >= this.#isTouched.length) this.#isTouched = longerInts(this.#isTouched, 2 * lane);
    return lane;
  }

  /** Give up a lane that is idle. */
  removeLane(lane: number): void {
    this.lanes.remove(lane);
  }

  /** True for a lane without flows, once that has been settled. */
  isIdle(lane: number): boolean {
    return this.lanes.flows[lane] === 0 && this.#isTouched[lane] === 0;
  }

  /** One more flow on a lane. Rates are right again after `settle`. */
  join(lane: number): void {
    const { start, back, end, link, part, flows, rate } = this.lanes;
    const isFirst = flows[lane]++ === 0;
    if (isFirst) this.#lanesInUse++;
    for (let stop = start[lane]; stop < end[lane]; stop++) {
      if (isFirst) this.links.attach(stop, this.lanes);
      else this.#addLoad(stop, rate[lane]);
      if (stop < back[lane]) this.links.countFlows(link[stop], Math.ceil(part[stop]));
    }
    this.#touch(lane);
  }

  /** One flow less on a lane. */
  leave(lane: number): void {
    const { start, back, end, link, part, flows, rate, bottleneck } = this.lanes;
    const isLast = --flows[lane] === 0;
    for (let stop = start[lane]; stop < end[lane]; stop++) {
      if (isLast) this.links.detach(stop, this.lanes);
      this.#addLoad(stop, -rate[lane]);
      if (stop < back[lane]) this.links.countFlows(link[stop], -Math.ceil(part[stop]));
    }
    if (isLast) {
      this.#lanesInUse--;
      this.links.moveHold(bottleneck[lane], none);
      bottleneck[lane] = none;
      rate[lane] = 0;
    }
    this.#touch(lane);
  }

  /** Work out the rates after flows have come and gone. */
  settle(): void {
    const touched = this.#touched;
    const { flows } = this.lanes;
    // Where half of all flows are new, asking link by link what they can reach costs more than taking in what they share.
    const isWide = 2 * touched.length > this.#lanesInUse;
    for (let index = 0; index < touched.length; index++) {
      const lane = touched.items[index];
      if (flows[lane] === 0) this.#addHolding(lane);
      else if (this.#isAlone(lane)) this.#settleAlone(lane);
      else this.#addReachable(lane, isWide);
    }
    if (this.#region.length > 0) {
      do this.#fill();
      while (this.#spillOver());
      this.#commit();
    }
    for (let index = 0; index < touched.length; index++) this.#isTouched[touched.items[index]] = 0;
    touched.clear();
  }

  #touch(lane: number): void {
    if (this.#isTouched[lane] === 1) return;
    this.#isTouched[lane] = 1;
    this.#touched.push(lane);
  }

  #addLoad(stop: number, rate: number): void {
    const crossed = this.lanes.link[stop];
    const isEmpty = this.links.stopCount[crossed] === 0;
    this.links.setLoad(crossed, isEmpty ? 0 : this.links.load[crossed] + rate * this.lanes.part[stop]);
  }

  /** True where no other lane crosses the lane's links. */
  #isAlone(lane: number): boolean {
    const { start, end, link } = this.lanes;
    for (let stop = start[lane]; stop < end[lane]; stop++)
      if (this.links.stopCount[link[stop]] > 1) return false;
    return true;
  }

  #settleAlone(lane: number): void {
    const { start, end, link, part, flows, weight, cap, room, narrowest, rate, bottleneck } = this.lanes;
    const share = Math.min(cap[lane], room[lane] / flows[lane]);
    const holder = cap[lane] * flows[lane] < room[lane] ? none : narrowest[lane];
    this.#listener.rateChanges(lane, share);
    if (holder !== bottleneck[lane]) this.links.moveHold(bottleneck[lane], holder);
    rate[lane] = share;
    bottleneck[lane] = holder;
    if (holder !== none) this.links.level[holder] = share / weight[lane];
    const load = flows[lane] * share;
    for (let stop = start[lane]; stop < end[lane]; stop++) this.links.setLoad(link[stop], load * part[stop]);
  }

  /** The links of a lane that hold others back take part. */
  #addHolding(lane: number): boolean {
    const { start, end, link } = this.lanes;
    let some = false;
    for (let stop = start[lane]; stop < end[lane]; stop++) {
      if (this.links.held[link[stop]] === 0) continue;
      this.#take(link[stop]);
      some = true;
    }
    return some;
  }

  /** Of the links of a lane with flows at least one takes part: what holds flows back, or else the link with least room. */
  #addReachable(lane: number, isWide: boolean): void {
    const { start, end, link } = this.lanes;
    const { capacity, load, stopCount } = this.links;
    let some = this.#addHolding(lane);
    let tightest = none;
    let least = Number.POSITIVE_INFINITY;
    for (let stop = start[lane]; stop < end[lane]; stop++) {
      const crossed = link[stop];
      if (isWide && stopCount[crossed] > 1) {
        this.#take(crossed);
        some = true;
      }
      const room = capacity[crossed] - load[crossed];
      if (room >= least) continue;
      least = room;
      tightest = crossed;
    }
    if (!some) this.#take(tightest);
  }

  #take(link: number): void {
    if (this.#inside[link] === 1) return;
    this.#inside[link] = 1;
    this.#region.push(link);
  }

  #fill(): void {
    const { bottleneck, rate, weight, capLevel } = this.lanes;
    this.#filling.fill(this.#region, (lane) => {
      const holder = bottleneck[lane];
      // What a link outside holds back stays, unless that link notices something.
      const isHeldOutside = this.#isTouched[lane] === 0 && holder !== none && this.#inside[holder] === 0;
      return isHeldOutside ? rate[lane] / weight[lane] : capLevel[lane];
    });
  }

  /** What the result means for the links outside; true where some of them notice, which have then joined the region. */
  #spillOver(): boolean {
    const { start, end, link, part, flows, weight, rate } = this.lanes;
    const { level, held, capacity, load } = this.links;
    const filling = this.#filling;
    for (let index = 0; index < filling.members.length; index++) {
      const lane = filling.members.items[index];
      const before = rate[lane];
      const change = filling.level[lane] * weight[lane] - before;
      // More flows at the old rate are more load all the same.
      if (this.#isTouched[lane] === 0 && Math.abs(change) <= sameShare * before) continue;
      for (let stop = start[lane]; stop < end[lane]; stop++) {
        const crossed = link[stop];
        if (this.#inside[crossed] === 1) continue;
        if (this.#isSpilled[crossed] === 0) {
          this.#isSpilled[crossed] = 1;
          this.#spilled.push(crossed);
        }
        this.#spill[crossed] += flows[lane] * change * part[stop];
        if (filling.level[lane] > level[crossed] * (1 + sameShare)) this.#outrun[crossed] = 1;
      }
    }
    let some = false;
    const spilled = this.#spilled;
    for (let index = 0; index < spilled.length; index++) {
      const crossed = spilled.items[index];
      const tolerance = sameLoad * capacity[crossed];
      const isTooFull = load[crossed] + this.#spill[crossed] > capacity[crossed] + tolerance;
      const hasRoom = this.#spill[crossed] < -tolerance;
      if (isTooFull || (held[crossed] > 0 && (hasRoom || this.#outrun[crossed] === 1))) {
        this.#take(crossed);
        some = true;
      }
    }
    if (some) this.#forgetSpill();
    return some;
  }

  #forgetSpill(): void {
    for (let index = 0; index < this.#spilled.length; index++) {
      const crossed = this.#spilled.items[index];
      this.#spill[crossed] = 0;
      this.#isSpilled[crossed] = 0;
      this.#outrun[crossed] = 0;
    }
    this.#spilled.clear();
  }

  #commit(): void {
    const { weight, rate, bottleneck } = this.lanes;
    const { capacity, load } = this.links;
    const filling = this.#filling;
    for (let index = 0; index < filling.members.length; index++) {
      const lane = filling.members.items[index];
      const next = filling.level[lane] * weight[lane];
      if (this.#isTouched[lane] === 1 || Math.abs(next - rate[lane]) > sameShare * rate[lane]) {
        this.#listener.rateChanges(lane, next);
        rate[lane] = next;
      }
      this.links.moveHold(bottleneck[lane], filling.holder[lane]);
      bottleneck[lane] = filling.holder[lane];
    }
    for (let index = 0; index < this.#region.length; index++) {
      const link = this.#region.items[index];
      this.links.setLoad(link, capacity[link] - Math.max(0, filling.left[link]));
      this.#inside[link] = 0;
    }
    this.#region.clear();
    for (let index = 0; index < this.#spilled.length; index++) {
      const link = this.#spilled.items[index];
      this.links.setLoad(link, load[link] + this.#spill[link]);
    }
    this.#forgetSpill();
  }
}
