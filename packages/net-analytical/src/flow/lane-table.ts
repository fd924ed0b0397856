import { longerDoubles, longerInts } from "../columns.js";
import type { FairSharing } from "./fair-sharing.js";
import { none } from "./lanes.js";
import type { LinkClasses } from "./link-classes.js";
import { type RouteShares, routeShares } from "./route-shares.js";

/** What makes a lane of a pair's route. Latencies in ns. */
export interface LaneRules {
  /** Weight of a flow over a route of this latency. */
  readonly weightOf: (latency: number) => number;
  /** Most that a flow over a route of this latency may have, bytes/ns. */
  readonly capOf: (latency: number) => number;
  /** Load on the way back, as a share of the rate. */
  readonly acknowledgements: number;
}

/** Lanes that are kept though idle. Where there are more, the idle ones are cleared away before the table grows. */
const keptLanes = 2 ** 17;

/**
 * The lane of each pair of NPUs. A lane is made when the pair first sends and kept for its next message, as collectives send over the same pairs again and
 * again. What a lane has carried is added to its links when it is cleared away or asked for.
 */
export class LaneTable {
  /** By lane: latency of the route, ns. */
  latency = new Float64Array(64);
  /** By lane: the rate of a flow that has all links to itself, bytes/ns. */
  aloneRate = new Float64Array(64);
  /** By lane: messages that are under way or wait for their latency. */
  users = new Int32Array(64);
  /** By class of links, as of the last `closeAccounts`: what crossed each of its links. */
  readonly classMessages: Float64Array;
  readonly classBytes: Float64Array;

  readonly #classes: LinkClasses;
  readonly #sharing: FairSharing;
  readonly #rules: LaneRules;
  #source = new Int32Array(64);
  #destination = new Int32Array(64);
  /** By lane: messages and bytes that its links have not been told of. */
  #messages = new Float64Array(64);
  #bytes = new Float64Array(64);
  /** Open addressing: numbers of lanes. */
  #slots = new Int32Array(256).fill(none);
  #lanes = 0;
  #mostLanes = keptLanes;

  constructor(classes: LinkClasses, sharing: FairSharing, rules: LaneRules) {
    this.#classes = classes;
    this.#sharing = sharing;
    this.#rules = rules;
    this.classMessages = new Float64Array(classes.bandwidth.length);
    this.classBytes = new Float64Array(classes.bandwidth.length);
  }

  /** The lane for a message between two NPUs that are not one; to be given back by `release`. */
  take(source: number, destination: number, bytes: number): number {
    let lane = this.#find(source, destination);
    if (lane === none) lane = this.#add(source, destination);
    this.users[lane]++;
    this.#messages[lane]++;
    this.#bytes[lane] += bytes;
    return lane;
  }

  release(lane: number): void {
    this.users[lane]--;
  }

  /** Bring the figures of the links up to date. */
  closeAccounts(): void {
    for (const lane of this.#slots) if (lane !== none) this.#closeAccount(lane);
  }

  #find(source: number, destination: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash(source, destination) & mask; ; slot = (slot + 1) & mask) {
      const lane = this.#slots[slot];
      if (lane === none) return none;
      if (this.#source[lane] === source && this.#destination[lane] === destination) return lane;
    }
  }

  #add(source: number, destination: number): number {
    if (this.#lanes >= this.#mostLanes) this.#clearAway();
    const { graph } = this.#classes;
    const { acknowledgements, weightOf, capOf } = this.#rules;
    const there = routeShares(graph, source, destination);
    const { latency } = there;
    const links: number[] = [];
    const parts: number[] = [];
    this.#load(there, 1, links, parts);
    const forth = links.length;
    if (acknowledgements > 0)
      this.#load(routeShares(graph, destination, source), acknowledgements, links, parts);
    const cap = capOf(latency);
    const lane = this.#sharing.addLane({ links, parts, forth, weight: weightOf(latency), cap });
    if (lane >= this.latency.length) this.#growColumns();
    const { capacity } = this.#sharing.links;
    const { of } = this.#classes;
    this.latency[lane] = latency;
    this.aloneRate[lane] = there.links.reduce(
      (slowest, link, index) => Math.min(slowest, capacity[of[link]] / there.shares[index]),
      cap,
    );
    this.#source[lane] = source;
    this.#destination[lane] = destination;
    this.#messages[lane] = 0;
    this.#bytes[lane] = 0;
    this.users[lane] = 0;
    if (2 * ++this.#lanes > this.#slots.length) this.#layOut(2 * this.#slots.length, this.#slots);
    this.#place(lane);
    return lane;
  }

  /** Add the classes that a route loads, each once: on each link of a class pass all the messages for which this one stands. */
  #load(route: RouteShares, part: number, links: number[], parts: number[]): void {
    const { of, links: size, copies } = this.#classes;
    const before = links.length;
    for (const [index, link] of route.links.entries()) {
      const group = of[link];
      const load = (part * route.shares[index] * copies) / size[group];
      const known = copies === 1 ? -1 : links.indexOf(group, before);
      if (known >= 0) parts[known] += load;
      else {
        links.push(group);
        parts.push(load);
      }
    }
  }

  #closeAccount(lane: number): void {
    const { start, back, link, part } = this.#sharing.lanes;
    for (let stop = start[lane]; stop < back[lane]; stop++) {
      this.classMessages[link[stop]] += this.#messages[lane] * Math.ceil(part[stop]);
      this.classBytes[link[stop]] += this.#bytes[lane] * part[stop];
    }
    this.#messages[lane] = 0;
    this.#bytes[lane] = 0;
  }

  #clearAway(): void {
    const kept: number[] = [];
    for (const lane of this.#slots) {
      if (lane === none) continue;
      if (this.users[lane] > 0 || !this.#sharing.isIdle(lane)) {
        kept.push(lane);
        continue;
      }
      this.#closeAccount(lane);
      this.#sharing.removeLane(lane);
    }
    this.#lanes = kept.length;
    this.#mostLanes = Math.max(keptLanes, 2 * kept.length);
    this.#layOut(this.#slots.length, kept);
  }

  #layOut(length: number, lanes: ArrayLike<number>): void {
    this.#slots = new Int32Array(length).fill(none);
    for (let index = 0; index < lanes.length; index++) if (lanes[index] !== none) this.#place(lanes[index]);
  }

  #place(lane: number): void {
    const mask = this.#slots.length - 1;
    let slot = hash(this.#source[lane], this.#destination[lane]) & mask;
    while (this.#slots[slot] !== none) slot = (slot + 1) & mask;
    this.#slots[slot] = lane;
  }

  #growColumns(): void {
    const length = 2 * this.latency.length;
    this.latency = longerDoubles(this.latency, length);
    this.aloneRate = longerDoubles(this.aloneRate, length);
    this.users = longerInts(this.users, length);
    this.#messages = longerDoubles(this.#messages, length);
    this.#bytes = longerDoubles(this.#bytes, length);
    this.#source = longerInts(this.#source, length);
    this.#destination = longerInts(this.#destination, length);
  }
}

function hash(source: number, destination: number): number {
  let mixed = Math.imul(source, 0x9e3779b1) ^ Math.imul(destination, 0x85ebca6b);
  mixed ^= mixed >>> 15;
  return Math.imul(mixed, 0x27d4eb2f) >>> 8;
}
