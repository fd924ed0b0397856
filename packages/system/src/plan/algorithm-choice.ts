import { type CollectiveAlgorithm, type CollectiveKind, isRooted, type Topology } from "@astra-ts/core";
import { type PlanCost, planCost } from "./algorithm-cost.js";
import { lookUpAlgorithm, type NamedAlgorithm } from "./algorithm-name.js";
import type { CollectiveDimension } from "./collective-dimension.js";
import { type Wiring, wiringOf } from "./wiring.js";

/** Another algorithm than a ring must be estimated at less than this share of its time. */
const worthwhile = 0.95;
/** Direct may take this share of its latency for bytes, where messages share links. */
const smallShare = 0.5;
/** Sizes remembered for one dimension. */
const capacity = 4096;

/** A phase that an algorithm is chosen for. */
interface ChoiceTask {
  readonly kind: CollectiveKind;
  readonly bytes: number;
  /** ns that each step of a plan takes at the endpoint. */
  readonly endpointDelay: number;
}

/**
 * Chooses algorithms where none is named. All-to-all: direct, as whatever else there is passes blocks on. Others: a ring, unless pairs at distances of 1, 2, 4 … (halving-doubling, for powers
 * of two) or everybody with everybody (direct) is estimated to be faster for the size on this wiring. Direct is chosen where every pair has a link of its own, and elsewhere for sizes so small
 * that sharing links costs little. With a root: a binomial tree, or for large broadcasts and reduces a chain. What is chosen must not depend on whether the network model knows of sharing.
 */
export class AlgorithmChoice {
  readonly #topology: Topology;
  readonly #algorithms: ReadonlyMap<string, CollectiveAlgorithm>;
  readonly #choices = new WeakMap<CollectiveDimension, Map<string, NamedAlgorithm>>();
  readonly #wirings = new WeakMap<CollectiveDimension, Wiring>();

  constructor(topology: Topology, algorithms: ReadonlyMap<string, CollectiveAlgorithm>) {
    this.#topology = topology;
    this.#algorithms = algorithms;
  }

  /** The algorithm of a dimension for such a phase: the one that is named, or the one that suits. */
  of(dimension: CollectiveDimension, task: ChoiceTask): NamedAlgorithm {
    if (!dimension.isOpen) return dimension.named;
    let choices = this.#choices.get(dimension);
    if (choices === undefined || choices.size === capacity) {
      choices = new Map();
      this.#choices.set(dimension, choices);
    }
    const key = `${task.kind} ${task.bytes}`;
    let choice = choices.get(key);
    if (choice === undefined) {
      choice = this.#choose(dimension, task);
      choices.set(key, choice);
    }
    return choice;
  }

  /** How the NPUs of a dimension reach each other. */
  wiring(dimension: CollectiveDimension): Wiring {
    let wiring = this.#wirings.get(dimension);
    if (wiring === undefined) {
      wiring = wiringOf(this.#topology, dimension);
      this.#wirings.set(dimension, wiring);
    }
    return wiring;
  }

  #choose(dimension: CollectiveDimension, { kind, bytes, endpointDelay }: ChoiceTask): NamedAlgorithm {
    const { named, npus, physical } = dimension;
    if (isRooted(kind)) return this.#chooseRooted(dimension, { kind, bytes, endpointDelay });
    if (kind === "all-to-all") return this.#known("direct", kind, npus) ?? named;
    if (npus === 2) return named;
    const hasLinkToEach =
      physical !== undefined && this.#topology.dimensions[physical]?.shape === "fully-connected";
    const cost = ({ algorithm, parameter }: NamedAlgorithm, below: number): PlanCost | undefined => {
      const plan = algorithm.plan({ kind, npus, bytes, direction: 1, variant: 0, parameter });
      if (plan.form !== "steps") return undefined;
      const wiring = this.wiring(dimension);
      return planCost(plan, {
        wiring,
        stepTime: endpointDelay,
        isShifted: algorithm.isShifted === true,
        below,
      });
    };
    const usual = cost(named, Number.POSITIVE_INFINITY);
    if (usual === undefined) return named;
    let best = named;
    let bestTime = (usual.transfer + usual.latency) * worthwhile;
    for (const name of ["halvingDoubling", "direct"]) {
      const other = this.#known(name, kind, npus);
      const own = other && cost(other, bestTime);
      if (other === undefined || own === undefined) continue;
      if (name === "direct" && !hasLinkToEach && own.transfer > own.latency * smallShare) continue;
      best = other;
      bestTime = own.transfer + own.latency;
    }
    return best;
  }

  /**
   * A gather or scatter: a binomial tree, whose root moves no more bytes than it must in the fewest rounds. A broadcast or reduce: the same tree where its few whole buffers are estimated to take
   * less time than the many segments of a chain.
   */
  #chooseRooted(dimension: CollectiveDimension, { kind, bytes, endpointDelay }: ChoiceTask): NamedAlgorithm {
    const { named, npus } = dimension;
    const tree = this.#known("binomialTree", kind, npus);
    if (tree === undefined || kind === "gather" || kind === "scatter") return tree ?? named;
    const wiring = this.wiring(dimension);
    const hop = (from: number, to: number, size: number): number => {
      let time = endpointDelay;
      let slowest = Number.POSITIVE_INFINITY;
      wiring.visitRoute(from, to, (_, bandwidth, latency) => {
        time += latency;
        slowest = Math.min(slowest, bandwidth);
      });
      return time + size / slowest;
    };
    const segment = bytes / npus;
    let treeTime = 0;
    let slowestHop = 0;
    for (let step = 1; step < npus; step *= 2) {
      treeTime += hop(0, step, bytes);
      slowestHop = Math.max(slowestHop, hop(step - 1, step, segment));
    }
    const chainTime = slowestHop * (npus - 1 + Math.min(npus, Math.max(1, bytes)) - 1);
    return chainTime < treeTime * worthwhile ? named : tree;
  }

  #known(name: string, kind: CollectiveKind, npus: number): NamedAlgorithm | undefined {
    const algorithm = this.#algorithms.get(name);
    const use = { npus, kind, parameter: undefined };
    const fits = algorithm?.kinds.includes(kind) && algorithm.refuses?.(use) === undefined;
    return fits ? lookUpAlgorithm(name, this.#algorithms, name) : undefined;
  }
}
