import type { CollectiveAlgorithm } from "../collective/collective.js";
import type { CollectiveKind } from "../collective/kind.js";
import type { Waiter } from "../errors/deadlock-error.js";
import type { Mailbox } from "../network/mailbox.js";
import type { RunObserver } from "../observe/run-event.js";
import type { StandardSchema } from "../schema/standard-schema.js";
import type { Agenda } from "../simulator/agenda.js";
import type { Simulator } from "../simulator/simulator.js";
import type { Topology } from "../topology/topology.js";

/** A dimension as collectives see it. Usually the topology's own; a model-parallel group may split one in two. */
export interface LogicalDimension {
  readonly npus: number;
  /** Distance in rank numbers between neighbours. */
  readonly stride: number;
  /** The topology's dimension that it lies in. */
  readonly physical: number;
}

/** A collective asked for on one rank. All ranks ask for the same collectives in the same order. */
export interface CollectiveRequest {
  readonly kind: CollectiveKind;
  /** Bytes: the full buffer of an all-reduce, the input of a reduce-scatter or all-to-all, what a broadcast or scatter has at its root, what a reduce has at each; the shard of one rank for an all-gather or gather. */
  readonly bytes: number;
  /** Logical dimensions that take part; absent: all. */
  readonly dimensions?: readonly boolean[];
  /** `highest` runs before everything else; `policy` follows the scheduling policy; a number counts where that policy is EXPLICIT, larger first. */
  readonly priority: "policy" | "highest" | number;
  /** Ranks that take part, in order; absent: all. */
  readonly group?: readonly number[];
  /** Name of a group that counts its own collectives, also where another has the same ranks. */
  readonly communicator?: string;
  /** Name of an algorithm to use in place of those in the options. */
  readonly algorithm?: string;
  /** Of a broadcast, reduce, gather or scatter: place of the root among those that take part (over all ranks, its rank). Absent: 0. */
  readonly root?: number;
}

/** A collective on one rank, from issue to end. */
export interface CollectiveHandle {
  /** False where there is nothing to send: no dimension with more than one NPU takes part. `done` is then never called. */
  readonly active: boolean;
  /** True where its algorithm sends the same whatever the size of the collective. Absent: false. */
  readonly fixedSize?: boolean;
  /** Chunks that it was cut into. */
  readonly chunks: number;
  /** When it was issued, ns. */
  readonly issued: number;
  /** Mean over the chunks of the time between entering and starting the k-th phase, ns; entry 0 is creation to first placement. Complete once done. */
  readonly queueingDelay: readonly number[];
  /** Mean over the chunks of the mean time from posting a receive to its arrival in the k-th phase, ns. Complete once done. */
  readonly networkDelay: readonly number[];
}

/** What happened in one logical dimension, seen from one rank. */
export interface SystemDimensionReport {
  readonly npus: number;
  readonly physical: number;
  /** Bytes that the rank sent in phases of this dimension's topology dimension. */
  readonly bytesSent: number;
  /** Mean time a chunk spent in a phase, ns; null where no chunk came. */
  readonly averageChunkLatency: number | null;
  /** Instants at which the dimension became busy or idle, ns: even entries start, odd entries end a span with at least one chunk queued or running. */
  readonly activity: readonly number[];
}

/** One phase of one chunk of a collective on one rank, in time. */
export interface PhaseSpan {
  /** Number of the collective, in the order in which the rank issued them, from 0. */
  readonly collective: number;
  /** Kind of the collective's part that this phase does: a phase of an all-reduce may be a reduce-scatter. */
  readonly kind: CollectiveKind;
  /** Chunk of that collective, and phase of that chunk, from 0. */
  readonly chunk: number;
  readonly phase: number;
  /** Logical dimension. */
  readonly dimension: number;
  /** Bytes of the chunk when it entered the phase. */
  readonly bytes: number;
  /** When the chunk entered the phase's queue, when the phase started and when it ended, ns. */
  readonly queued: number;
  readonly start: number;
  readonly end: number;
}

/** Phases that one algorithm did in one dimension, on all ranks. */
export interface AlgorithmReport {
  /** Kind of the phases: a phase of an all-reduce may be a reduce-scatter. */
  readonly kind: CollectiveKind;
  /** Logical dimension, and NPUs of one of its groups, or of a group of ranks. */
  readonly dimension: number;
  readonly npus: number;
  /** As an implementation list names it. */
  readonly algorithm: string;
  /** True where nobody had named one, and this one was chosen. */
  readonly chosen: boolean;
  /** Phases, and bytes that each NPU brought to them. */
  readonly phases: number;
  readonly bytes: { readonly least: number; readonly most: number };
  /** An algorithm that is estimated to be much faster for the largest of them: its time, and the bytes that each NPU sends, over those of this one. */
  readonly alternative?: { readonly algorithm: string; readonly time: number; readonly bytes: number };
}

/** What a system layer did in a run, seen from one rank. Plain JSON. */
export interface SystemReport {
  readonly dimensions: readonly SystemDimensionReport[];
  /** Phases on that rank in the order in which they ended; a system layer may leave the list out or stop it after some thousands. */
  readonly phases?: readonly PhaseSpan[];
  /** Phases on that rank that found no room in the list. */
  readonly droppedPhases?: number;
  /** Which algorithms did what. Absent: the system layer does not tell. */
  readonly algorithms?: readonly AlgorithmReport[];
  /** Largest number of chunks per collective, phases run, reductions … */
  readonly counters: Record<string, number>;
}

/**
 * The system layer of all ranks: turns collectives into messages.
 * @alpha
 */
export interface SystemLayer {
  readonly logicalDimensions: readonly LogicalDimension[];
  /** Start a collective on `rank`; `done` is called once, on completion on this rank, unless the handle is inactive, and never before `issue` has returned. */
  issue(rank: number, request: CollectiveRequest, done: () => void): CollectiveHandle;
  /** The way of the workload's own messages, if the system layer has a protocol for them, or tags to keep apart; absent: straight to the mailbox. */
  readonly messages?: Pick<Mailbox, "send" | "receive">;
  /** What happened, for the result, as `rank` saw it: one of the observed ranks. Called at the end. */
  report(rank: number): SystemReport;
  /** Messages of the collectives issued so far, and how many of them have been sent, to tell how far a run is. Absent: the system layer does not tell. */
  sent?(): { readonly messages: number; readonly of: number };
  /** Unfinished chunks, for the explanation of a standstill. */
  pending(): Waiter[];
  /**
   * Asked when nothing is left to run and work is left: start something that only a limit of the system layer's own holds back, such as a number of chunks. False where
   * there is no such thing, and the run is at a standstill.
   */
  relieve?(): boolean;
}

/**
 * What a system layer needs to be built.
 * @alpha
 */
export interface SystemContext {
  readonly simulator: Simulator;
  readonly agenda: Agenda;
  readonly mailbox: Mailbox;
  readonly topology: Topology;
  readonly logicalDimensions: readonly LogicalDimension[];
  /** Ranks 0 to `simulatedRanks - 1` issue collectives: all of them, or rank 0 alone where `isUniform` has allowed it. Absent: all. */
  readonly simulatedRanks?: number;
  /** Ranks that may be asked for in `report`, ascending; rank 0 is always among them. Absent: rank 0 alone. */
  readonly observed?: readonly number[];
  /** Told of phases that start and end; absent: nobody observes the run. */
  readonly observer?: RunObserver | undefined;
  /** Every algorithm that the plugins of this run provide, by name. */
  readonly collectives: ReadonlyMap<string, CollectiveAlgorithm>;
  /** Told, in one sentence, of what the user should know but need not mend. */
  readonly warn: (message: string) => void;
}

/**
 * A system layer as a plugin entry.
 * @alpha
 */
export interface SystemModel<Options = unknown> {
  readonly name: string;
  readonly description: string;
  readonly options: StandardSchema<Options>;
  /**
   * True where, if all ranks issue the same collectives at the same times, every rank sends the same messages at the same times, each shifted by its
   * position, posts every receive right after the send that mirrors it, and treats all ranks alike. Core may then simulate one rank for all. Absent: false.
   */
  isUniform?(context: Omit<SystemContext, "mailbox">, options: Options): boolean;
  /** Beyond `isUniform`: true where the messages of all ranks go the same way round in each dimension, so that they share links alike. Absent: false. */
  isShifted?(context: Omit<SystemContext, "mailbox">, options: Options): boolean;
  /** The system layer of one run. */
  create(context: SystemContext, options: Options): SystemLayer;
}
