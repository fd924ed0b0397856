import type { TopologyGraph } from "@astra-ts/core";

/** Tells the program the paths between two NPUs, once: those of messages, and those of what comes back (acknowledgements). */
export class PathTeller {
  readonly #graph: TopologyGraph;
  readonly #npus: number;
  readonly #told = new Set<number>();

  constructor(graph: TopologyGraph, npus: number) {
    this.#graph = graph;
    this.#npus = npus;
  }

  /** `paths <source> <destination> <link> …`; nothing where that was said before. */
  *lines(source: number, destination: number, numberOf: (link: number) => number): Iterable<string> {
    yield* this.#oneWay(source, destination, numberOf);
    yield* this.#oneWay(destination, source, numberOf);
  }

  *#oneWay(source: number, destination: number, numberOf: (link: number) => number): Iterable<string> {
    const pair = source * this.#npus + destination;
    if (this.#told.has(pair)) return;
    this.#told.add(pair);
    yield `paths ${source} ${destination} ${this.#graph.route(source, destination).map(numberOf).join(" ")}`;
  }
}
