import { AstraError, type CollectiveAlgorithm, didYouMean } from "@astra-ts/core";

/** An entry of an implementation list, looked up. */
export interface NamedAlgorithm {
  readonly name: string;
  readonly algorithm: CollectiveAlgorithm;
  /** Number written after the name: `direct4`. */
  readonly parameter: number | undefined;
  /** Written with `one`, or one that takes collectives whole: a single row of all NPUs, whatever the dimensions. */
  readonly spansAll: boolean;
}

/** Looks up `ring`, `direct4`, `oneHalvingDoubling` … among the algorithms of the run. Errors: UNKNOWN_NAME, INVALID_VALUE. */
export function lookUpAlgorithm(
  name: string,
  algorithms: ReadonlyMap<string, CollectiveAlgorithm>,
  field: string,
): NamedAlgorithm {
  const isOne = /^one[A-Z]/.test(name) && !algorithms.has(name);
  const own = isOne ? name.charAt(3).toLowerCase() + name.slice(4) : name;
  const [, base = own, digits] = /^(.*?)(\d+)$/.exec(own) ?? [];
  const algorithm = algorithms.get(own) ?? algorithms.get(base);
  if (algorithm === undefined) {
    const known = [...algorithms.keys()];
    throw new AstraError("UNKNOWN_NAME", {
      problem: "unknown collective algorithm",
      field,
      found: name,
      expected: `one of ${known.join(", ")}, or one of them for all NPUs at once, as in oneRing`,
      hint: didYouMean(base, known),
    });
  }
  const parameter = algorithm.name === own || digits === undefined ? undefined : Number(digits);
  if (parameter !== undefined && (algorithm.parameter === undefined || parameter === 0)) {
    const { parameter: meaning } = algorithm;
    throw new AstraError("INVALID_VALUE", {
      problem:
        meaning === undefined
          ? `the algorithm ${algorithm.name} takes no number after its name`
          : `the ${meaning.name} of ${algorithm.name} must be 1 or more`,
      field,
      found: name,
    });
  }
  return { name, algorithm, parameter, spansAll: isOne || algorithm.whole === true };
}
