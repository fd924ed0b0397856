import { AstraError, type CollectiveKind, type CollectiveRequest, isRooted } from "@astra-ts/core";
import type { SystemOptions } from "../options/system-options.js";
import type { CollectiveDimension } from "../plan/collective-dimension.js";
import type { Chunk } from "./chunk.js";

/** A collective that some ranks of a communicator have issued already. */
export interface OpenCollective {
  readonly request: CollectiveRequest;
  readonly chunks: readonly Chunk[];
  /** Ranks that have yet to issue it. */
  awaited: number;
}

/** Who is in a communicator. */
export interface Members {
  /** In order; undefined: all ranks. */
  readonly ranks: readonly number[] | undefined;
  /** Ranks in it, and those of them that are simulated. */
  readonly members: number;
  readonly simulated: number;
  /** False for the one that all ranks are in without being asked. */
  readonly isGroup: boolean;
}

/** Ranks that run collectives together: all of them, or a group. The k-th collective of each member is the same one. */
export class Communicator implements Members {
  readonly ranks: readonly number[] | undefined;
  readonly members: number;
  readonly simulated: number;
  readonly isGroup: boolean;
  readonly #dimensions = new Map<string, readonly CollectiveDimension[]>();
  readonly #dimensionsOf: (
    kind: CollectiveKind,
    names: readonly string[] | undefined,
    flags: readonly boolean[] | undefined,
  ) => readonly CollectiveDimension[];
  readonly #keepsFirst: boolean;
  /** Collectives that each rank has issued. */
  readonly #issued = new Map<number, number>();
  readonly #open = new Map<number, OpenCollective>();

  /** `dimensionsOf` gives the dimensions of a kind of collective, with the algorithms that the request names, or else those of the options. Of one with a root they depend on which take part (`flags`). */
  constructor(
    { ranks, members, simulated, isGroup }: Members,
    groupAlgorithms: SystemOptions["groupAlgorithms"],
    dimensionsOf: (
      kind: CollectiveKind,
      names: readonly string[] | undefined,
      flags: readonly boolean[] | undefined,
    ) => readonly CollectiveDimension[],
  ) {
    this.ranks = ranks;
    this.members = members;
    this.simulated = simulated;
    this.isGroup = isGroup;
    this.#keepsFirst = isGroup && groupAlgorithms === "first";
    this.#dimensionsOf = dimensionsOf;
  }

  /** The dimensions of a collective. A group that keeps the first algorithm of a kind does all later collectives of that kind with it. */
  dimensions({ kind, algorithm, dimensions: flags }: CollectiveRequest): readonly CollectiveDimension[] {
    const base = this.#keepsFirst || algorithm === undefined ? kind : `${kind} ${algorithm}`;
    const key = isRooted(kind) && flags !== undefined ? `${base} ${flags.join()}` : base;
    let dimensions = this.#dimensions.get(key);
    if (dimensions === undefined) {
      dimensions = this.#dimensionsOf(kind, algorithm === undefined ? undefined : [algorithm], flags);
      this.#dimensions.set(key, dimensions);
    }
    return dimensions;
  }

  /**
   * The chunks of the next collective of `rank`; `plan` makes them for the first rank that comes to it. Throws INVALID_VALUE where ranks disagree; on the size they may where
   * the algorithm does not care (`fixedSize`).
   */
  next(
    rank: number,
    request: CollectiveRequest,
    fixedSize: boolean,
    plan: () => readonly Chunk[],
  ): readonly Chunk[] {
    const index = this.#issued.get(rank) ?? 0;
    this.#issued.set(rank, index + 1);
    let collective = this.#open.get(index);
    if (collective === undefined) {
      collective = { request, chunks: plan(), awaited: this.simulated };
      this.#open.set(index, collective);
    }
    requireSame(rank, index, request, collective.request, fixedSize);
    if (--collective.awaited === 0) this.#open.delete(index);
    return collective.chunks;
  }
}

function requireSame(
  rank: number,
  index: number,
  request: CollectiveRequest,
  first: CollectiveRequest,
  fixedSize: boolean,
): void {
  const isSameRoot = (request.root ?? 0) === (first.root ?? 0);
  if (request.kind === first.kind && isSameRoot && (fixedSize || request.bytes === first.bytes)) return;
  throw new AstraError("INVALID_VALUE", {
    problem: `rank ${rank} issues another collective than the ranks before it as number ${index + 1} of its communicator`,
    found: told(request),
    expected: told(first),
    hint: "All ranks of a communicator must issue the same collectives in the same order.",
  });
}

function told({ kind, bytes, root = 0 }: CollectiveRequest): string {
  return `${kind} of ${bytes} B${isRooted(kind) ? ` with root ${root}` : ""}`;
}
