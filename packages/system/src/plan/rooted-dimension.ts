import { AstraError, type RootedKind } from "@astra-ts/core";
import { implementationOption } from "../options/system-options.js";
import { lookUpAlgorithm } from "./algorithm-name.js";
import type { CollectiveDimension, SystemMachine } from "./collective-dimension.js";

/** What does a collective with a root where nobody has named an algorithm. */
const usual = "chain";

/**
 * A collective with a root is one phase among all that take part, whose dimensions are one here: going dimension by dimension, most groups of a dimension would have nothing to send. Those that take
 * part have to lie beside each other, with no dimension between them left out; it queues in the innermost of them. Undefined where one NPU alone takes part. Throws UNSUPPORTED.
 */
export function rootedDimension(
  kind: RootedKind,
  names: readonly string[] | undefined,
  takesPart: (dimension: number) => boolean,
  { logicalDimensions, algorithms, choosesAlgorithms }: SystemMachine,
): CollectiveDimension | undefined {
  const used = [...logicalDimensions.keys()].filter(
    (dimension) => logicalDimensions[dimension]!.npus > 1 && takesPart(dimension),
  );
  const [first] = used;
  if (first === undefined) return undefined;
  const { stride, physical } = logicalDimensions[first]!;
  let npus = 1;
  for (const dimension of used) {
    const own = logicalDimensions[dimension]!;
    if (own.stride !== stride * npus) {
      throw new AstraError("UNSUPPORTED", {
        problem: `a ${kind} over dimensions with another between them`,
        found: used.join(", "),
        expected: "dimensions that follow each other",
        hint: "A group of ranks takes any of them.",
      });
    }
    npus *= own.npus;
  }
  return {
    named: lookUpAlgorithm(names?.[0] ?? usual, algorithms, `system.${implementationOption[kind]}.0`),
    isOpen: names === undefined && choosesAlgorithms,
    npus,
    stride,
    ranks: undefined,
    physical: used.length === 1 ? physical : undefined,
    queueDimension: first,
    turns: 0,
  };
}

/** The same among a group of ranks, in the order given. */
export function rootedGroup(
  kind: RootedKind,
  names: readonly string[] | undefined,
  group: CollectiveDimension,
  { algorithms, choosesAlgorithms }: SystemMachine,
): CollectiveDimension {
  return {
    ...group,
    named: lookUpAlgorithm(names?.[0] ?? usual, algorithms, `system.${implementationOption[kind]}.0`),
    isOpen: names === undefined && choosesAlgorithms,
  };
}
