import type { CollectiveAlgorithm, CollectiveKind, Topology } from "@astra-ts/core";
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
 * that sharing links costs little: what is chosen must not depend on whether the network model knows of sharing.
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

  #known(name: string, kind: CollectiveKind, npus: number): NamedAlgorithm | undefined {
    const algorithm = this.#algorithms.get(name);
    const use = { npus, kind, parameter: undefined };
    const fits = algorithm?.kinds.includes(kind) && algorithm.refuses?.(use) === undefined;
    return fits ? lookUpAlgorithm(name, this.#algorithms, name) : undefined;
  }
}
