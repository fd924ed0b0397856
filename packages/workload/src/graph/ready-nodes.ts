import { nodeResources, noResource } from "@astra-ts/core";
import type { GraphOptions } from "./graph-options.js";
import { ReadyQueue } from "./ready-queue.js";

/** Accesses to memory, where they are apart from communication. */
const memoryLane = nodeResources.length + 1;
const laneCount = nodeResources.length + 2;

/** How many nodes of each lane may run at a time on one NPU. */
export type LaneCapacities = readonly number[];

/** Lanes are the resources of an NPU, one for nodes that keep nothing busy, and one for accesses to memory. */
export function laneCapacities(communicationSlots: number): LaneCapacities {
  const capacities = new Array<number>(laneCount).fill(1);
  capacities[nodeResources.indexOf("communication")] = communicationSlots;
  capacities[noResource] = Number.POSITIVE_INFINITY;
  return capacities;
}

/** The lane that a node runs in. */
export function laneOf(resource: number, isMemory: boolean, resources: GraphOptions["resources"]): number {
  return resources === "four" && isMemory ? memoryLane : resource;
}

/** Nodes of one rank that could start, lane by lane, and how many run in each lane. */
export class ReadyNodes {
  readonly running = new Array<number>(laneCount).fill(0);
  readonly #capacities: LaneCapacities;
  readonly #queues = Array.from({ length: laneCount }, () => new ReadyQueue());
  /** With `issueOrder: ready`, nodes in the order in which they came; queues then hold places in it. */
  readonly #arrivals: number[] | undefined;

  constructor(capacities: LaneCapacities, order: GraphOptions["issueOrder"]) {
    this.#capacities = capacities;
    this.#arrivals = order === "ready" ? [] : undefined;
  }

  add(node: number, lane: number): void {
    this.#queues[lane].push(this.#arrivals === undefined ? node : this.#arrivals.push(node) - 1);
  }

  /** Takes the node that goes first of those for which there is room; -1 where there is none. It counts as running. */
  take(): number {
    let lane = -1;
    let first = Number.POSITIVE_INFINITY;
    for (let candidate = 0; candidate < laneCount; candidate++) {
      const head = this.#queues[candidate].first;
      if (head === undefined || head >= first) continue;
      if (this.running[candidate] >= this.#capacities[candidate]) continue;
      lane = candidate;
      first = head;
    }
    if (lane < 0) return -1;
    this.#queues[lane].shift();
    this.running[lane]++;
    return this.#arrivals === undefined ? first : this.#arrivals[first];
  }
}
