import { MersenneTwister64 } from "./mersenne-twister.js";
import { destinationOf, type TrafficPattern } from "./patterns.js";

/** Parameters of gem5's generator. */
export interface ReplayParameters {
  readonly nodes: number;
  readonly pattern: TrafficPattern;
  /** Packets per node and generator cycle, 0..1, in steps of 10^-precision. */
  readonly injectionRate: number;
  readonly precision: number;
  /** 0, 1 or 2; -1: any, at random. */
  readonly vnet: number;
  /** Only this node sends; -1: all. */
  readonly singleSender: number;
  /** All packets go here; -1: as the pattern says. */
  readonly singleDestination: number;
  /** Most packets per node; -1: no limit. */
  readonly packetsMax: number;
}

/**
 * gem5's GarnetSyntheticTraffic, draw for draw: one random stream for all nodes, seeded 5489; per generator cycle each node draws whether it sends (a number from 0 to
 * 10^precision inclusive), where to and in which vnet. Nodes take turns from the last to the first in the first cycle, the other way round in the next, and so on.
 */
export class ReplayGenerator {
  readonly #random = new MersenneTwister64();
  readonly #parameters: ReplayParameters;
  readonly #trials: number;
  readonly #threshold: number;
  readonly #sent: Int32Array;
  #backwards = true;

  constructor(parameters: ReplayParameters) {
    this.#parameters = parameters;
    this.#trials = 10 ** parameters.precision + 1;
    this.#threshold = parameters.injectionRate * 10 ** parameters.precision;
    this.#sent = new Int32Array(parameters.nodes);
  }

  /** One generator cycle. */
  tick(send: (source: number, destination: number, vnet: number) => void): void {
    const { nodes, pattern, vnet, singleSender, singleDestination, packetsMax } = this.#parameters;
    const random = this.#random;
    const below = (bound: number): number => random.below(bound);
    for (let turn = 0; turn < nodes; turn++) {
      const source = this.#backwards ? nodes - 1 - turn : turn;
      if (random.below(this.#trials) >= this.#threshold) continue;
      if (packetsMax >= 0 && this.#sent[source]! >= packetsMax) continue;
      if (singleSender >= 0 && source !== singleSender) continue;
      const destination =
        singleDestination >= 0 ? singleDestination : destinationOf(pattern, source, nodes, below);
      const chosen = vnet >= 0 && vnet <= 2 ? vnet : random.below(3);
      this.#sent[source]!++;
      send(source, destination, chosen);
    }
    this.#backwards = !this.#backwards;
  }
}
