import {
  AstraError,
  type CollectiveAlgorithm,
  type CollectiveKind,
  type LogicalDimension,
} from "@astra-ts/core";
import { implementationOption, type SystemOptions } from "../options/system-options.js";
import { lookUpAlgorithm, type NamedAlgorithm } from "./algorithm-name.js";

/** A dimension as the collectives of one kind see it: its algorithm, and how its NPUs lie among the ranks. */
export interface CollectiveDimension {
  readonly named: NamedAlgorithm;
  /** Nobody has named the algorithm: what suits a phase may take its place. */
  readonly isOpen: boolean;
  readonly npus: number;
  /** Distance in rank numbers between neighbours. */
  readonly stride: number;
  /** Ranks in order, where they do not lie at a stride. */
  readonly ranks: readonly number[] | undefined;
  /** Place of each rank in `ranks`. */
  readonly positions?: ReadonlyMap<number, number>;
  /** Topology dimension that its messages run along; undefined where they run along several. */
  readonly physical: number | undefined;
  /** Logical dimension whose queues it uses. */
  readonly queueDimension: number;
  /** Phases planned so far: algorithms with variants take them in turn. */
  turns: number;
}

/** What the dimensions of a collective are made from: the machine and the algorithms of the run. */
export interface SystemMachine {
  readonly npus: number;
  readonly physicalDimensions: number;
  readonly logicalDimensions: readonly LogicalDimension[];
  readonly algorithms: ReadonlyMap<string, CollectiveAlgorithm>;
  /** Whether algorithms are chosen where none is named; rings otherwise. */
  readonly choosesAlgorithms: boolean;
  readonly warn: (message: string) => void;
}

/**
 * The dimensions of a kind of collective over all NPUs. A list shorter than the topology leaves outer dimensions out (with a warning); `one…` makes a
 * single ring of all NPUs and ends the list; both parts of a dimension that a model-parallel group splits take its entry.
 */
export function collectiveDimensions(
  kind: CollectiveKind,
  names: readonly string[] | undefined,
  machine: SystemMachine,
): CollectiveDimension[] {
  const option = implementationOption[kind];
  const field = `system.${option}`;
  const { logicalDimensions, physicalDimensions, npus, algorithms } = machine;
  const isOpen = names === undefined && machine.choosesAlgorithms;
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
      `${option} names ${named.length} of ${physicalDimensions} dimensions: ${kind} leaves the outer ones out. A list with one for each takes them in.`,
    );
  }
  const dimensions: CollectiveDimension[] = [];
  for (const [index, { npus: size, stride, physical }] of logicalDimensions.entries()) {
    const algorithm = named[physical];
    if (algorithm === undefined) break;
    if (algorithm.spansAll) {
      const ring = { npus, stride: 1, physical: physicalDimensions === 1 ? 0 : undefined };
      dimensions.push({
        ...ring,
        named: algorithm,
        isOpen,
        ranks: undefined,
        queueDimension: index,
        turns: 0,
      });
      break;
    }
    const place = { npus: size, stride, physical, queueDimension: index };
    dimensions.push({ ...place, named: algorithm, isOpen, ranks: undefined, turns: 0 });
  }
  return dimensions;
}

/**
 * The single dimension of a group of ranks, in the order given. A group that lies within one dimension uses that dimension's algorithm (ring where that cannot do it) and queues; any other is a ring in the
 * queues of the outermost dimension that it spans. With the placement `first`: the configured algorithm where there is one alone, ring otherwise, and the queues of the innermost dimension.
 */
export function groupDimension(
  kind: CollectiveKind,
  names: readonly string[] | undefined,
  ranks: readonly number[],
  { algorithms, logicalDimensions, choosesAlgorithms }: SystemMachine,
  placement: SystemOptions["groupPlacement"],
): CollectiveDimension {
  const field = `system.${implementationOption[kind]}`;
  const lookUp = (name: string, index: number) => lookUpAlgorithm(name, algorithms, `${field}.${index}`);
  const positions = new Map(ranks.map((rank, position) => [rank, position]));
  const isOpen = names === undefined && choosesAlgorithms;
  const group = { npus: ranks.length, stride: 1, ranks, positions, isOpen, turns: 0 };
  if (placement === "first") {
    const named = lookUp(names?.length === 1 ? names[0]! : "ring", 0);
    return { ...group, named, physical: undefined, queueDimension: 0 };
  }
  const spanned = logicalDimensions.flatMap(({ npus, stride }, index) => {
    const position = (rank: number) => Math.floor(rank / stride) % npus;
    return ranks.some((rank) => position(rank) !== position(ranks[0]!)) ? [index] : [];
  });
  const queueDimension = spanned.at(-1) ?? 0;
  const ring = lookUp("ring", 0);
  if (spanned.length !== 1) return { ...group, named: ring, physical: undefined, queueDimension };
  const { physical } = logicalDimensions[queueDimension]!;
  const named = lookUp(names?.[physical] ?? "ring", physical);
  const { algorithm, spansAll, parameter } = named;
  const use = { npus: ranks.length, kind, parameter };
  const fits = !spansAll && algorithm.kinds.includes(kind) && algorithm.refuses?.(use) === undefined;
  return { ...group, named: fits ? named : ring, physical, queueDimension };
}

/** The field of the algorithm that a dimension has for a kind of collective. */
export function algorithmField(kind: CollectiveKind, { physical }: CollectiveDimension): string {
  const list = `system.${implementationOption[kind]}`;
  return physical === undefined ? list : `${list}.${physical}`;
}

/** Throws UNSUPPORTED where the algorithm of a dimension cannot do this kind of collective on this number of NPUs, or, unless `incomplete` is allowed, not wholly. */
export function requireSupport(
  { algorithm, name, parameter }: NamedAlgorithm,
  npus: number,
  kind: CollectiveKind,
  field: string,
  incomplete: boolean,
): void {
  const use = { npus, kind, parameter };
  if (incomplete && algorithm.incomplete?.(use) !== undefined) return;
  const refusal = algorithm.kinds.includes(kind)
    ? algorithm.refuses?.(use)
    : `${algorithm.name} has no ${kind}`;
  if (refusal === undefined) return;
  throw new AstraError("UNSUPPORTED", {
    problem: refusal,
    field,
    found: name,
    hint: "Name another algorithm for this dimension, say ring or direct.",
  });
}
