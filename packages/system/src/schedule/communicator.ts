import { AstraError, type CollectiveKind, type CollectiveRequest } from "@astra-ts/core";
import type { CollectiveDimension } from "../plan/collective-dimension.js";
import type { Chunk } from "./chunk.js";

/** A collective that some ranks of a communicator have issued already. */
export interface OpenCollective {
  readonly request: CollectiveRequest;
  readonly chunks: readonly Chunk[];
  /** Ranks that have yet to issue it. */
  awaited: number;
}

/** Ranks that run collectives together: all of them, or a group. The k-th collective of each member is the same one. */
export class Communicator {
  /** In order; undefined: all ranks. */
  readonly ranks: readonly number[] | undefined;
  /** Ranks in it, and those of them that are simulated. */
  readonly members: number;
  readonly simulated: number;
  readonly #dimensions = new Map<CollectiveKind, readonly CollectiveDimension[]>();
  readonly #dimensionsOf: (kind: CollectiveKind) => readonly CollectiveDimension[];
  /** Collectives that each rank has issued. */
  readonly #issued = new Map<number, number>();
  readonly #open = new Map<number, OpenCollective>();

  constructor(
    ranks: readonly number[] | undefined,
    { members, simulated }: { readonly members: number; readonly simulated: number },
    dimensionsOf: (kind: CollectiveKind) => readonly CollectiveDimension[],
  ) {
    this.ranks = ranks;
    this.members = members;
    this.simulated = simulated;
    this.#dimensionsOf = dimensionsOf;
  }

  dimensions(kind: CollectiveKind): readonly CollectiveDimension[] {
    let dimensions = this.#dimensions.get(kind);
    if (dimensions === undefined) {
      dimensions = this.#dimensionsOf(kind);
      this.#dimensions.set(kind, dimensions);
    }
    return dimensions;
  }

  /** The chunks of the next collective of `rank`; `plan` makes them for the first rank that comes to it. Throws INVALID_VALUE where ranks disagree. */
  next(rank: number, request: CollectiveRequest, plan: () => readonly Chunk[]): readonly Chunk[] {
    const index = this.#issued.get(rank) ?? 0;
    this.#issued.set(rank, index + 1);
    let collective = this.#open.get(index);
    if (collective === undefined) {
      collective = { request, chunks: plan(), awaited: this.simulated };
      this.#open.set(index, collective);
    }
    requireSame(rank, index, request, collective.request);
    if (--collective.awaited === 0) this.#open.delete(index);
    return collective.chunks;
  }
}

function requireSame(
  rank: number,
  index: number,
  request: CollectiveRequest,
  first: CollectiveRequest,
): void {
  if (request.kind === first.kind && request.bytes === first.bytes) return;
  throw new AstraError("INVALID_VALUE", {
    problem: `rank ${rank} issues another collective than the ranks before it as number ${index + 1} of its communicator`,
    found: `${request.kind} of ${request.bytes} B`,
    expected: `${first.kind} of ${first.bytes} B`,
    hint: "All ranks of a communicator must issue the same collectives in the same order.",
  });
}
