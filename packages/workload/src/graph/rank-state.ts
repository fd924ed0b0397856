import { kindNumber } from "@astra-ts/core";
import type { GraphOptions } from "./graph-options.js";
import type { Program } from "./program.js";
import { type LaneCapacities, laneOf, ReadyNodes } from "./ready-nodes.js";

/** What has become of a node. */
export const nodeStates = { waits: 0, runs: 1, ended: 2 } as const;

/** One rank's place in its program. */
export class RankState {
  readonly program: Program;
  /** From {@link nodeStates}. */
  readonly states: Uint8Array;
  ready: ReadyNodes;
  /** The pass that it is in, from 0. */
  pass = 0;
  /** Nodes that run, and nodes that have not ended and can. */
  running = 0;
  left: number;
  /** ns of compute nodes, or with `replay` of all nodes that are not the CPU's. */
  computed = 0;
  /** When its last node ended, ns. */
  lastEnd = 0;
  readonly #waitsFor: Int32Array;
  readonly #resources: GraphOptions["resources"];
  readonly #newReady: () => ReadyNodes;
  /** Nodes that a node without duration has made ready, where those have to wait. */
  #deferred: number[] = [];

  constructor(
    program: Program,
    capacities: LaneCapacities,
    { issueOrder, resources }: Pick<GraphOptions, "issueOrder" | "resources">,
  ) {
    const { waitsFor } = program.dependents;
    this.program = program;
    this.states = new Uint8Array(waitsFor.length);
    this.#newReady = () => new ReadyNodes(capacities, issueOrder);
    this.ready = this.#newReady();
    this.left = waitsFor.length - program.stuck.length;
    this.#waitsFor = waitsFor.slice();
    this.#resources = resources;
    this.#makeFirstReady();
  }

  /** Starts the program again, once all that can run has ended. */
  startPass(): void {
    const { dependents, stuck } = this.program;
    this.pass++;
    this.states.fill(nodeStates.waits);
    this.#waitsFor.set(dependents.waitsFor);
    this.left = this.states.length - stuck.length;
    this.#deferred = [];
    this.ready = this.#newReady();
    this.#makeFirstReady();
  }

  /** Number of a node's run: nodes of the second pass follow those of the first, and so on. */
  visit(node: number): number {
    return this.pass * this.states.length + node;
  }

  /** Takes the next node that may start; -1 where there is none. */
  take(): number {
    const node = this.ready.take();
    if (node >= 0) {
      this.running++;
      this.states[node] = nodeStates.runs;
    }
    return node;
  }

  /** A node has ended. Those that waited for it alone are ready, or with `defers` not before `resume`. */
  end(node: number, defers: boolean): void {
    const { first, dependents } = this.program.dependents;
    this.running--;
    this.left--;
    this.states[node] = nodeStates.ended;
    this.ready.running[this.lane(node)]--;
    for (let edge = first[node]; edge < first[node + 1]; edge++) {
      const dependent = dependents[edge];
      if (--this.#waitsFor[dependent] > 0) continue;
      if (defers) this.#deferred.push(dependent);
      else this.#makeReady(dependent);
    }
  }

  /** Makes deferred nodes ready; false where there are none. */
  resume(): boolean {
    if (this.#deferred.length === 0) return false;
    const nodes = this.#deferred;
    this.#deferred = [];
    for (const node of nodes) this.#makeReady(node);
    return true;
  }

  /** The lane that a node runs in. */
  lane(node: number): number {
    const { resources, kinds } = this.program.columns;
    return laneOf(resources[node], kinds[node] === kindNumber.memory, this.#resources);
  }

  #makeFirstReady(): void {
    for (let node = 0; node < this.#waitsFor.length; node++)
      if (this.#waitsFor[node] === 0) this.#makeReady(node);
  }

  #makeReady(node: number): void {
    this.ready.add(node, this.lane(node));
  }
}
