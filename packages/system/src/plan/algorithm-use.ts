import type { AlgorithmReport, CollectiveAlgorithm, CollectiveKind } from "@astra-ts/core";
import type { AlgorithmChoice } from "./algorithm-choice.js";
import { bytesSentBy, type CostTask, planCost } from "./algorithm-cost.js";
import type { NamedAlgorithm } from "./algorithm-name.js";
import type { CollectiveDimension } from "./collective-dimension.js";

/** Another algorithm is worth a word where it is estimated to take less than this share of the time. */
const muchFaster = 0.75;

interface Use {
  readonly dimension: CollectiveDimension;
  readonly named: NamedAlgorithm;
  readonly kind: CollectiveKind;
  readonly endpointDelay: number;
  phases: number;
  least: number;
  most: number;
}

/** A phase, as far as it tells which algorithm did what. */
export type UsedPhase = Pick<Use, "dimension" | "named" | "kind" | "endpointDelay"> & {
  readonly bytes: number;
};

/** Which algorithms did what, and which others would have done it much faster. */
export class AlgorithmUse {
  readonly #uses = new Map<string, Use>();
  readonly #choice: AlgorithmChoice;
  readonly #algorithms: ReadonlyMap<string, CollectiveAlgorithm>;

  constructor(choice: AlgorithmChoice, algorithms: ReadonlyMap<string, CollectiveAlgorithm>) {
    this.#choice = choice;
    this.#algorithms = algorithms;
  }

  add({ dimension, named, kind, endpointDelay, bytes }: UsedPhase): void {
    const key = `${kind} ${dimension.queueDimension} ${dimension.npus} ${named.name} ${dimension.isOpen}`;
    let use = this.#uses.get(key);
    if (use === undefined) {
      use = { dimension, named, kind, endpointDelay, phases: 0, least: bytes, most: bytes };
      this.#uses.set(key, use);
    }
    use.phases++;
    use.least = Math.min(use.least, bytes);
    use.most = Math.max(use.most, bytes);
  }

  report(): AlgorithmReport[] {
    return [...this.#uses.values()].map((use) => {
      const { dimension, named, kind, phases, least, most } = use;
      const alternative = this.#alternative(use);
      return {
        kind,
        dimension: dimension.queueDimension,
        npus: dimension.npus,
        algorithm: named.name,
        chosen: dimension.isOpen,
        phases,
        bytes: { least, most },
        ...(alternative === undefined ? {} : { alternative }),
      };
    });
  }

  /** The fastest of the others for the largest size, where it is much faster. */
  #alternative({ dimension, named, kind, endpointDelay, most }: Use): AlgorithmReport["alternative"] {
    if (named.spansAll) return undefined;
    const { npus } = dimension;
    const wiring = this.#choice.wiring(dimension);
    const costs = (algorithm: CollectiveAlgorithm, parameter: number | undefined, below: number) =>
      costsOf(algorithm, { kind, npus, bytes: most, parameter }, { wiring, stepTime: endpointDelay, below });
    const own = costs(named.algorithm, named.parameter, Number.POSITIVE_INFINITY);
    if (own === undefined) return undefined;
    let best: AlgorithmReport["alternative"];
    for (const [name, algorithm] of this.#algorithms) {
      const isOther =
        algorithm !== named.algorithm && algorithm.whole !== true && algorithm.fixedSize !== true;
      if (!isOther || !algorithm.kinds.includes(kind)) continue;
      if (algorithm.refuses?.({ npus, kind, parameter: undefined }) !== undefined) continue;
      const other = costs(algorithm, undefined, own.time * (best?.time ?? muchFaster));
      if (other === undefined) continue;
      const time = other.time / own.time;
      best = { algorithm: name, time, bytes: own.bytes === 0 ? 1 : other.bytes / own.bytes };
    }
    return best;
  }
}

interface PlanTask {
  readonly kind: CollectiveKind;
  readonly npus: number;
  readonly bytes: number;
  readonly parameter: number | undefined;
}

function costsOf(
  algorithm: CollectiveAlgorithm,
  plans: PlanTask,
  task: Omit<CostTask, "isShifted">,
): { readonly bytes: number; readonly time: number } | undefined {
  const plan = algorithm.plan({ ...plans, direction: 1, variant: 0 });
  if (plan.form !== "steps") return undefined;
  const cost = planCost(plan, { ...task, isShifted: algorithm.isShifted === true });
  return cost === undefined ? undefined : { bytes: bytesSentBy(plan), time: cost.transfer + cost.latency };
}
