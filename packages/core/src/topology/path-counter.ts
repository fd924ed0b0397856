import type { TopologyGraph } from "./graph.js";

/**
 * Gives each message the number of its path: messages of one pair take turns among equally short ones. For network backends; one per run. Where the machine has no such
 * paths it costs nothing.
 */
export class PathCounter {
  readonly #graph: TopologyGraph;
  readonly #npus: number;
  /** Messages so far, by `source * npus + destination`. */
  readonly #flows = new Map<number, number>();

  constructor(graph: TopologyGraph, npus: number) {
    this.#graph = graph;
    this.#npus = npus;
  }

  /** The path of the next message from `source` to `destination`. */
  take(source: number, destination: number): number {
    if (!this.#graph.hasChoices) return 0;
    const pair = source * this.#npus + destination;
    const flow = this.#flows.get(pair) ?? 0;
    this.#flows.set(pair, flow + 1);
    return this.#graph.pathOf(source, destination, flow);
  }
}
