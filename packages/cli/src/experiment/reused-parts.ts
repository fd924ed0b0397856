import type { NetworkFileContent } from "../astra-sim/network-file.js";
import type { WorkContent } from "./build.js";

/** Parts that were built, the one used last at the end, as many as weigh no more than a limit together; one at least. */
class Kept<Part> {
  readonly #parts = new Map<string, { readonly part: Part; readonly warnings: readonly string[] }>();
  readonly #weightOf: (part: Part) => number;
  readonly #limit: number;
  #weight = 0;

  constructor(limit: number, weightOf: (part: Part) => number) {
    this.#limit = limit;
    this.#weightOf = weightOf;
  }

  get(key: string): { readonly part: Part; readonly warnings: readonly string[] } | undefined {
    const found = this.#parts.get(key);
    if (found === undefined) return undefined;
    this.#parts.delete(key);
    this.#parts.set(key, found);
    return found;
  }

  set(key: string, part: Part, warnings: readonly string[]): void {
    this.#parts.set(key, { part, warnings });
    this.#weight += this.#weightOf(part);
    for (const [oldest, { part: old }] of this.#parts) {
      if (this.#weight <= this.#limit || oldest === key) return;
      this.#parts.delete(oldest);
      this.#weight -= this.#weightOf(old);
    }
  }
}

/** Of all machines together: NPUs. A machine counts as some at least, so that there are not too many small ones. */
const mostNpus = 2 ** 18;
const leastNpus = 2 ** 10;
/** Of all workloads together: nodes of graphs, or layers. */
const mostNodes = 2 ** 20;
const leastNodes = 2 ** 14;

/**
 * Machines and workloads that the points of a sweep share, so that each is built once. They are plain data, or behave so: a run changes neither. Files are read once, as the ids of the points have
 * it, too.
 */
export class ReusedParts {
  readonly machines = new Kept<NetworkFileContent>(mostNpus, ({ topology }) =>
    Math.max(leastNpus, topology.npus),
  );
  readonly workloads = new Kept<WorkContent>(mostNodes, ({ workload }) =>
    Math.max(
      leastNodes,
      workload.kind === "graph" ? workload.ranks.reduce((sum, { length }) => sum + length, 0) : 0,
    ),
  );
}

/** The part that was built of the same description before, or a new one. What it had to warn of is said every time. */
export function reused<Part>(
  kept: Kept<Part> | undefined,
  description: unknown,
  warn: (message: string) => void,
  build: (warn: (message: string) => void) => Part,
): Part {
  if (kept === undefined) return build(warn);
  const key = JSON.stringify(description);
  const before = kept.get(key);
  if (before !== undefined) {
    before.warnings.forEach(warn);
    return before.part;
  }
  const warnings: string[] = [];
  const part = build((message) => {
    warnings.push(message);
    warn(message);
  });
  kept.set(key, part, warnings);
  return part;
}
