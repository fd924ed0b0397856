import type { LabelledResult } from "@astra-ts/core";

/** Two runs of which one is told from the other. */
export interface ComparedPair {
  readonly run: LabelledResult;
  readonly from: LabelledResult;
  /** What tells them apart: the network, or the form of the experiment; `other` where runs do not say. */
  readonly differsBy: "network" | "variant" | "other";
}

/**
 * Which runs are told from which. Each from the first; where several variants ran on several networks, each network from the first network of its variant, and each variant
 * from the first variant on the same network, so that one thing at a time changes.
 */
export function comparedPairs(runs: readonly LabelledResult[]): ComparedPair[] {
  const [first] = runs;
  return runs.slice(1).flatMap((run): ComparedPair[] => {
    const { variant, network } = run;
    if (variant === undefined || network === undefined || first === undefined)
      return first === undefined ? [] : [{ run, from: first, differsBy: "other" }];
    const ownFirst = runs.find((other) => other.variant === variant);
    const sameNetwork = runs.find((other) => other.network === network);
    return [
      ...(ownFirst === undefined || ownFirst === run
        ? []
        : [{ run, from: ownFirst, differsBy: "network" as const }]),
      ...(sameNetwork === undefined || sameNetwork === run || variant === first.variant
        ? []
        : [{ run, from: sameNetwork, differsBy: "variant" as const }]),
    ];
  });
}
