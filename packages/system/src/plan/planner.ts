import { AstraError, bringsShards, bytesAfter, type CollectiveKind, isRooted } from "@astra-ts/core";
import type { SystemOptions } from "../options/system-options.js";
import type { AlgorithmChoice } from "./algorithm-choice.js";
import { AlgorithmUse } from "./algorithm-use.js";
import { chunkSizes } from "./chunk-sizes.js";
import {
  algorithmField,
  type CollectiveDimension,
  requireSupport,
  type SystemMachine,
} from "./collective-dimension.js";
import { checkChunks, checkMessages } from "./limits.js";
import { Phase } from "./phase.js";
import { phasesOf } from "./phase-order.js";
import type { PlanCache } from "./plan-cache.js";
import type { PlannedChunk } from "./planned-chunk.js";
import type { QueueCursors } from "./queue-cursors.js";
import type { ThemisScheduler } from "./themis.js";

/** A collective to be cut into chunks. */
export interface PlannedRequest {
  /** The rank that issues it first. */
  readonly rank: number;
  readonly kind: CollectiveKind;
  readonly bytes: number;
  /** Place of the root among those that take part. */
  readonly root: number;
  readonly priority: number;
  /** Ranks that take part. */
  readonly members: number;
  /** Members that are simulated. */
  readonly simulated: number;
  readonly dimensions: readonly CollectiveDimension[];
  readonly takesPart: (dimension: number) => boolean;
}

/** Cuts collectives into chunks and chunks into phases. One planner decides for all ranks. */
export class Planner {
  readonly #options: SystemOptions;
  readonly #plans: PlanCache;
  readonly #cursors: QueueCursors;
  readonly #themis: ThemisScheduler | undefined;
  readonly #machine: SystemMachine;
  readonly #choice: AlgorithmChoice;
  /** Which algorithms did what. */
  readonly uses: AlgorithmUse;
  /** roundRobin: dimension that the next chunk starts in. */
  #firstDimension = 0;
  #nextTag = 0;

  constructor(
    options: SystemOptions,
    plans: PlanCache,
    cursors: QueueCursors,
    themis: ThemisScheduler | undefined,
    machine: SystemMachine,
    choice: AlgorithmChoice,
  ) {
    this.#options = options;
    this.#plans = plans;
    this.#cursors = cursors;
    this.#themis = themis;
    this.#machine = machine;
    this.#choice = choice;
    this.uses = new AlgorithmUse(choice, machine.algorithms);
  }

  /** The chunks of a collective; none where there is nothing to send. */
  plan(request: PlannedRequest): PlannedChunk[] {
    const { kind, bytes, dimensions, takesPart } = request;
    const { npus } = this.#machine;
    const isUsable = (dimension: number): boolean =>
      takesPart(dimension) && dimension < dimensions.length && dimensions[dimension].npus > 1;
    const whole = dimensions.findIndex(({ named }) => named.algorithm.whole);
    if (whole >= 0 && dimensions[whole].npus > 1) return [this.#chunk(request, bytes, [whole], false)];
    if (!dimensions.some((_, dimension) => isUsable(dimension))) return [];
    const { preferredDatasetSplits: splits, chunkRounding } = this.#options;
    // Full chunks have a byte for each NPU even where nothing was asked for; an all-gather has none to give.
    if (bytes === 0 && (chunkRounding === "exact" || bringsShards(kind))) return [];
    checkChunks(request, npus, splits, chunkRounding);
    if (
      this.#themis !== undefined &&
      kind !== "all-to-all" &&
      !isRooted(kind) &&
      dimensions[0].ranks === undefined
    )
      return this.#planWithThemis(request, this.#themis, isUsable);
    const isGroup = dimensions[0].ranks !== undefined;
    return chunkSizes(kind, bytes, splits, npus, chunkRounding).map((size, index, { length }) => {
      const order = isGroup || isRooted(kind) ? [0] : this.#visitingOrder(kind).filter(isUsable);
      const chunk = this.#chunk(request, size, order, false);
      if (index === 0) checkMessages(chunk, length, request, this.#options.boostMode);
      return chunk;
    });
  }

  #planWithThemis(
    request: PlannedRequest,
    themis: ThemisScheduler,
    isUsable: (dimension: number) => boolean,
  ): PlannedChunk[] {
    const even = Math.max(Math.floor(request.bytes / this.#options.preferredDatasetSplits), 1);
    const chunks: PlannedChunk[] = [];
    for (let remaining = request.bytes; remaining > 0; ) {
      const { order, bytes } = themis.plan(request.kind, remaining, even, isUsable);
      chunks.push(this.#chunk(request, bytes, order.filter(isUsable), true));
      if (chunks.length === 1)
        checkMessages(chunks[0], request.bytes / even, request, this.#options.boostMode);
      remaining -= bytes;
    }
    return chunks;
  }

  #visitingOrder(kind: CollectiveKind): number[] {
    const order = [...this.#machine.logicalDimensions.keys()];
    if (kind === "all-gather") order.reverse();
    if (this.#options.interDimensionScheduling !== "roundRobin") return order;
    const first = this.#firstDimension;
    this.#firstDimension = (first + 1) % order.length;
    return [...order.slice(first), ...order.slice(0, first)];
  }

  #chunk(
    request: PlannedRequest,
    bytes: number,
    order: readonly number[],
    scattersAll: boolean,
  ): PlannedChunk {
    const { rank, kind, dimensions, priority, root } = request;
    if (isRooted(kind)) requireRoot(root, kind, dimensions[0].npus);
    const { collectiveOptimization } = this.#options;
    const mixes = kind === "all-reduce" && collectiveOptimization === "localBWAware";
    const phases: Phase[] = [];
    let held = bytes;
    for (const part of phasesOf(kind, order, collectiveOptimization, scattersAll)) {
      const dimension = dimensions[part.dimension];
      const { npus, queueDimension } = dimension;
      const endpointDelay = this.#endpointDelay(dimension);
      const named = this.#choice.of(dimension, { kind: part.kind, bytes: held, endpointDelay });
      requireSupport(
        named,
        npus,
        part.kind,
        algorithmField(kind, dimension),
        this.#options.incompleteCollectives,
      );
      this.uses.add({ dimension, named, kind: part.kind, endpointDelay, bytes: held });
      const half = mixes ? (part.kind === "all-gather" ? "second" : "first") : undefined;
      const queue = this.#cursors.next(rank, queueDimension, half);
      const task = {
        kind: part.kind,
        npus,
        bytes: held,
        direction: this.#cursors.direction(queueDimension, queue, half),
        variant: dimension.turns++ % (named.algorithm.variants ?? 1),
        parameter: named.parameter,
        ...(isRooted(part.kind) ? { root } : {}),
        reducesThroughout: dimension.ranks !== undefined && this.#options.groupsReduceThroughout,
      };
      const plan = this.#plans.get(named, task);
      phases.push(new Phase(dimension, part.kind, held, queue, half, plan, endpointDelay));
      held = named.algorithm.resultBytes?.(task) ?? bytesAfter(part.kind, held, npus);
    }
    return { tag: this.#nextTag++, phases, priority };
  }

  #endpointDelay({ ranks }: CollectiveDimension): number {
    const { endpointDelay, groupEndpointDelay = endpointDelay } = this.#options;
    return ranks === undefined ? endpointDelay : groupEndpointDelay;
  }
}

function requireRoot(root: number, kind: CollectiveKind, npus: number): void {
  if (Number.isInteger(root) && root >= 0 && root < npus) return;
  throw new AstraError("INVALID_VALUE", {
    problem: `no such place for the root of a ${kind}`,
    field: "root",
    found: root,
    expected: `0 to ${npus - 1}, among the NPUs that take part`,
  });
}
