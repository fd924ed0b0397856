import type { TopologyGraph } from "@astra-ts/core";

/** Links by number, in the order in which packets take turns at each node. */
type Links = readonly number[];

/**
 * Tells the program the paths between two NPUs, once: those of messages, and those of what comes back (acknowledgements). All messages of a pair are one flow, with the same
 * addresses and ports in every packet, so that `hash` and `single` give it one path. With `spread` its packets take all equally short paths in turn, where `sprays`; else the
 * flow has the one that was dealt to it.
 */
export class PathTeller {
  readonly #graph: TopologyGraph;
  readonly #npus: number;
  readonly #sprays: boolean;
  readonly #told = new Set<number>();

  constructor(graph: TopologyGraph, npus: number, { sprays }: { readonly sprays: boolean }) {
    this.#graph = graph;
    this.#npus = npus;
    this.#sprays = sprays && graph.hasChoices && graph.routing.paths === "spread";
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
    const links = this.#sprays ? this.#all(source, destination) : this.#one(source, destination);
    yield `paths ${source} ${destination} ${links.map(numberOf).join(" ")}`;
  }

  #one(source: number, destination: number): Links {
    const graph = this.#graph;
    return graph.route(source, destination, graph.pathOf(source, destination, 0));
  }

  /** The links of all equally short paths. Sources begin their turns at different ones, so that those that send at one pace keep out of each other's way. */
  #all(source: number, destination: number): Links {
    const { table } = this.#graph;
    const links: number[] = [];
    const seen = new Set([source]);
    for (const node of seen) {
      if (node === destination) continue;
      const choices = this.#graph.choices(node, destination);
      const first = source % choices.length;
      for (const link of [...choices.slice(first), ...choices.slice(0, first)]) {
        links.push(link);
        seen.add(table.to[link]!);
      }
    }
    return links;
  }
}
