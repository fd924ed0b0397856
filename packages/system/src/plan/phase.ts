import type { CollectiveKind } from "@astra-ts/core";
import type { CollectiveDimension } from "./collective-dimension.js";
import type { CompiledPlan } from "./compiled-plan.js";
import type { QueueHalf } from "./queue-cursors.js";

/** One phase of a chunk, the same object for all ranks. */
export class Phase {
  readonly kind: CollectiveKind;
  /** Bytes that each NPU brings. */
  readonly bytes: number;
  readonly plan: CompiledPlan;
  /** Logical dimension whose queues it uses, and which of them. */
  readonly dimension: number;
  readonly queue: number;
  readonly half: QueueHalf;
  readonly physical: number | undefined;
  readonly npus: number;
  readonly stride: number;
  readonly ranks: readonly number[] | undefined;
  /** ns of one endpoint pass, where there are no buses. */
  readonly endpointDelay: number;
  readonly #isOneRing: boolean;
  readonly #positions: ReadonlyMap<number, number> | undefined;

  constructor(
    { named, npus, stride, ranks, positions, physical, queueDimension }: CollectiveDimension,
    kind: CollectiveKind,
    bytes: number,
    queue: number,
    half: QueueHalf,
    plan: CompiledPlan,
    endpointDelay: number,
  ) {
    this.kind = kind;
    this.bytes = bytes;
    this.plan = plan;
    this.dimension = queueDimension;
    this.queue = queue;
    this.half = half;
    this.physical = physical;
    this.npus = npus;
    this.stride = stride;
    this.ranks = ranks;
    this.#positions = positions;
    this.endpointDelay = endpointDelay;
    this.#isOneRing = named.spansAll || ranks !== undefined;
  }

  position(rank: number): number {
    return this.#positions?.get(rank) ?? Math.floor(rank / this.stride) % this.npus;
  }

  /** Messages that `rank` sends in it. */
  messages(rank: number): number {
    return this.plan.form === "steps" ? this.plan.sends : this.plan.sends(this.position(rank));
  }

  /** Whether boost mode simulates this phase on `rank`: where its group holds NPU 0 (or, for trees, begins on the grid that NPU 0 is on). */
  isBoosted(rank: number): boolean {
    if (this.#isOneRing) return true;
    if (this.plan.form === "graph") return rank % this.stride === 0;
    return rank < this.stride * this.npus && rank % this.stride === 0;
  }
}
