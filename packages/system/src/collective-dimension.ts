import {
  AstraError,
  type CollectiveAlgorithm,
  type CollectiveKind,
  type LogicalDimension,
} from "@astra-ts/core";
import { lookUpAlgorithm, type NamedAlgorithm } from "./algorithm-name.js";
import { implementationOption } from "./options.js";

/** A dimension as the collectives of one kind see it: its algorithm, and how its NPUs lie among the ranks. */
export interface CollectiveDimension {
  readonly named: NamedAlgorithm;
  readonly npus: number;
  /** Distance in rank numbers between neighbours. */
  readonly stride: number;
  /** Ranks in order, where they do not lie at a stride. */
  readonly ranks: readonly number[] | undefined;
  /** Topology dimension that its messages run along; undefined where they run along several. */
  readonly physical: number | undefined;
  /** Logical dimension whose queues it uses. */
  readonly queueDimension: number;
  /** Phases planned so far: algorithms with variants take them in turn. */
  turns: number;
}

export interface Machine {
  readonly npus: number;
  readonly physicalDimensions: number;
  readonly logicalDimensions: readonly LogicalDimension[];
  readonly algorithms: ReadonlyMap<string, CollectiveAlgorithm>;
  readonly warn: (message: string) => void;
}

/**
 * The dimensions of a kind of collective over all NPUs. A list shorter than the topology leaves outer dimensions out (with a warning); `one…` makes a
 * single ring of all NPUs and ends the list; both parts of a dimension that a model-parallel group splits take its entry.
 */
export function collectiveDimensions(
  kind: CollectiveKind,
  names: readonly string[] | undefined,
  machine: Machine,
): CollectiveDimension[] {
  const field = implementationOption[kind];
  const { logicalDimensions, physicalDimensions, npus, algorithms } = machine;
  const list = names ?? new Array<string>(physicalDimensions).fill("ring");
  const named = list.map((name, index) => lookUpAlgorithm(name, algorithms, `${field}.${index}`));
  const end = named.findIndex(({ spansAll }) => spansAll);
  if (end === -1 && named.length > physicalDimensions) {
    throw new AstraError("LENGTH_MISMATCH", {
      problem: `more algorithms than the topology has dimensions`,
      field,
      found: list.join("_"),
      expected: `at most ${physicalDimensions} name${physicalDimensions === 1 ? "" : "s"}`,
    });
  }
  if (end === -1 && named.length < physicalDimensions) {
    machine.warn(
      `${field} names ${named.length} of ${physicalDimensions} dimensions: ${kind} leaves the outer ones out.`,
    );
  }
  const dimensions: CollectiveDimension[] = [];
  for (const [index, { npus: size, stride, physical }] of logicalDimensions.entries()) {
    const algorithm = named[physical];
    if (algorithm === undefined) break;
    if (algorithm.spansAll) {
      const ring = { npus, stride: 1, physical: physicalDimensions === 1 ? 0 : undefined };
      dimensions.push({ ...ring, named: algorithm, ranks: undefined, queueDimension: index, turns: 0 });
      break;
    }
    const place = { npus: size, stride, physical, queueDimension: index };
    dimensions.push({ ...place, named: algorithm, ranks: undefined, turns: 0 });
  }
  return dimensions;
}

/** The single dimension of a group of ranks: a ring in the order given, with the configured algorithm where there is one alone, and ring otherwise. */
export function groupDimension(
  kind: CollectiveKind,
  names: readonly string[] | undefined,
  ranks: readonly number[],
  { algorithms }: Machine,
): CollectiveDimension {
  const name = names?.length === 1 ? names[0]! : "ring";
  const named = lookUpAlgorithm(name, algorithms, `${implementationOption[kind]}.0`);
  return { named, npus: ranks.length, stride: 1, ranks, physical: undefined, queueDimension: 0, turns: 0 };
}

/** Throws UNSUPPORTED where the algorithm of a dimension cannot do this kind of collective on this number of NPUs, or, unless `incomplete` is allowed, not wholly. */
export function requireSupport(
  { named, npus }: CollectiveDimension,
  kind: CollectiveKind,
  field: string,
  incomplete: boolean,
): void {
  const { algorithm, name } = named;
  if (incomplete && algorithm.incomplete?.(npus, kind) !== undefined) return;
  const refusal = algorithm.kinds.includes(kind)
    ? algorithm.refuses?.(npus)
    : `${algorithm.name} has no ${kind}`;
  if (refusal === undefined) return;
  throw new AstraError("UNSUPPORTED", {
    problem: refusal,
    field,
    found: name,
    hint: "Name another algorithm for this dimension, say ring or direct.",
  });
}
