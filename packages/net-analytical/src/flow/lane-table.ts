import type { TopologyGraph } from "@astra-ts/core";
import { longerDoubles, longerInts } from "../columns.js";
import type { FairSharing } from "./fair-sharing.js";
import { none } from "./lanes.js";

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
  /** By lane: messages that are under way or wait for their latency. */
  users = new Int32Array(64);
  /** By link, as of the last `closeAccounts`. */
  readonly linkMessages: Float64Array;
  readonly linkBytes: Float64Array;

  readonly #graph: TopologyGraph;
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

  constructor(graph: TopologyGraph, sharing: FairSharing, rules: LaneRules) {
    this.#graph = graph;
    this.#sharing = sharing;
    this.#rules = rules;
    this.linkMessages = new Float64Array(graph.linkCount);
    this.linkBytes = new Float64Array(graph.linkCount);
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
    const route = this.#graph.route(source, destination);
    const { acknowledgements, weightOf, capOf } = this.#rules;
    const back = acknowledgements > 0 ? this.#graph.route(destination, source) : [];
    const latency = route.reduce((sum, link) => sum + this.#graph.table.latency[link], 0);
    const lane = this.#sharing.addLane({
      links: [...route, ...back],
      parts: [...route.map(() => 1), ...back.map(() => acknowledgements)],
      forth: route.length,
      weight: weightOf(latency),
      cap: capOf(latency),
    });
    if (lane >= this.latency.length) this.#growColumns();
    this.latency[lane] = latency;
    this.#source[lane] = source;
    this.#destination[lane] = destination;
    this.#messages[lane] = 0;
    this.#bytes[lane] = 0;
    this.users[lane] = 0;
    if (2 * ++this.#lanes > this.#slots.length) this.#layOut(2 * this.#slots.length, this.#slots);
    this.#place(lane);
    return lane;
  }

  #closeAccount(lane: number): void {
    const { start, back, link, part } = this.#sharing.lanes;
    for (let stop = start[lane]; stop < back[lane]; stop++) {
      this.linkMessages[link[stop]] += this.#messages[lane];
      this.linkBytes[link[stop]] += this.#bytes[lane] * part[stop];
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
