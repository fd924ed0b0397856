import type { TopologyGraph } from "@astra-ts/core";

/** Tells the program the path between two NPUs, once. */
export class PathTeller {
  readonly #graph: TopologyGraph;
  readonly #npus: number;
  readonly #told = new Set<number>();

  constructor(graph: TopologyGraph, npus: number) {
    this.#graph = graph;
    this.#npus = npus;
  }

  /** `path <source> <destination> <link> …`; nothing where that was said before. */
  *lines(source: number, destination: number, numberOf: (link: number) => number): Iterable<string> {
    const pair = source * this.#npus + destination;
    if (this.#told.has(pair)) return;
    this.#told.add(pair);
    yield `path ${source} ${destination} ${this.#graph.route(source, destination).map(numberOf).join(" ")}`;
  }
}
