import type { ComputeSpeeds } from "../compute/speeds.js";
import type { Waiter } from "../errors/deadlock-error.js";
import type { Mailbox } from "../network/mailbox.js";
import type { RunTap } from "../observe/run-event.js";
import type { BusySpans } from "../result/breakdown.js";
import type { GraphReport } from "../result/graph-report.js";
import type { JobReport } from "../result/job-result.js";
import type { LayerResult } from "../result/layer-result.js";
import type { Result } from "../result/result.js";
import type { StandardSchema } from "../schema/standard-schema.js";
import type { Agenda } from "../simulator/agenda.js";
import type { Simulator } from "../simulator/simulator.js";
import type { LogicalDimension, SystemLayer, SystemReport } from "../system/system.js";
import type { Topology } from "../topology/topology.js";
import type { PartsHost } from "./part.js";
import type { TrainingLoop } from "./training-loop.js";
import type { Workload } from "./workload.js";

/**
 * What is known before the system layer exists.
 * @alpha
 */
export interface WorkloadPreparation {
  readonly topology: Topology;
  /** Training loops of all plugins, by name. */
  readonly trainingLoops: ReadonlyMap<string, TrainingLoop>;
  /** Told, in one sentence, of what the user should know but need not mend. */
  readonly warn: (message: string) => void;
  /** How NPUs compute at other speeds than the workload says; absent: none does. */
  readonly speeds?: ComputeSpeeds | undefined;
  /** Whether messages that share a link slow each other in the network of the run. Absent: not known. */
  readonly contention?: boolean;
  /** For a workload that is made of others, each on a part of the machine: what {@link preparePart} needs. Absent where a workload is prepared outside of a run. */
  readonly parts?: PartsHost;
}

/**
 * What a workload needs to run.
 * @alpha
 */
export interface WorkloadContext {
  readonly simulator: Simulator;
  readonly agenda: Agenda;
  readonly mailbox: Mailbox;
  /** The same mailbox for messages whose end the work does not wait for: the run's lower bound leaves them out. Absent: there is none. */
  readonly idleMailbox?: Mailbox;
  readonly system: SystemLayer;
  /** As in {@link WorkloadPreparation}. */
  readonly speeds?: ComputeSpeeds | undefined;
  /** Ranks 0 to `simulatedRanks - 1` run: all of them, or rank 0 alone where `isUniform` has allowed it. Absent: all. */
  readonly simulatedRanks?: number;
  /** Ranks that `RankView`s may be asked of, ascending; rank 0 is always among them. Absent: rank 0 alone. */
  readonly observed?: readonly number[];
  /** To be told, by {@link WorkEvent}s, what each rank does that it wants: the timeline is made of that. Absent: nobody listens. */
  readonly tap?: RunTap;
}

/** Bounds on the recorded timeline, so that a large run keeps a small record. */
export interface TimelineLimits {
  /** Ranks that are observed: so many, chosen so that each kind of rank is among them, or these. Default 16. */
  readonly ranks?: number | readonly number[];
  /** Spans listed one by one: where there are more, the longest. An overview has them all. Default 50,000. */
  readonly spans?: number;
}

/**
 * A checked workload, ready to be given a system layer.
 * @alpha
 */
export interface PreparedWorkload {
  /** The dimensions that the system layer is to use: the topology's own, or with one split in two for a model-parallel group. */
  readonly logicalDimensions: readonly LogicalDimension[];
  /** True where every rank does the same and uses nothing but compute and collectives over all ranks. Core may then simulate one rank for all. Absent: false. */
  readonly isUniform?: boolean;
  /** A rank of each kind, such as one for each pipeline stage: the first to be observed. Absent: all ranks are alike. */
  readonly representatives?: readonly number[];
  /** Sets the result beside those of other workloads, which `beside` simulates on the same machine. Called when the run has ended; absent: the result stands alone. */
  compared?(result: Result, beside: (workload: Workload) => Promise<Result>): Promise<Result>;
  /** The workload of one run. */
  create(context: WorkloadContext): RunningWorkload;
}

/**
 * The workload layer of all ranks.
 * @alpha
 */
export interface RunningWorkload {
  /** Start every rank, in order of rank, at time 0 and before the first event. */
  start(): void;
  /** Ranks that have finished. */
  readonly finishedRanks: number;
  /**
   * Share of the work that is done, 0 to 1, over all simulated ranks, where of the collectives that have been issued the share `sent` has been sent; asked ten times a second.
   * Absent: not known before the end.
   */
  done?(sent: number): number;
  /** Asked when nothing is left to run and work is left, as `SystemLayer.relieve`. Absent: nothing is held back. */
  relieve?(): boolean;
  /** What happened, for the result. Called once, at the end. */
  report(): WorkloadReport;
  /** Ranks that have not finished, and what each waits for. */
  pending(): Waiter[];
}

/**
 * What the workload layer did in a run.
 * @alpha
 */
export interface WorkloadReport {
  /** When each rank finished, ns; null for a rank that did not. */
  readonly finish: readonly (number | null)[];
  /** Compute time of each rank, ns. */
  readonly compute: readonly number[];
  /** The run as an observed rank saw it. */
  view(rank: number): RankView;
  /** Present where the workload is an execution graph. */
  readonly graph?: GraphReport;
  /** Present where several jobs ran. */
  readonly jobs?: readonly JobReport[];
  /** What an observed rank saw of its system layer; absent: the run's one system layer tells. */
  systemOf?(rank: number): SystemReport;
}

/**
 * What the workload layer did on one rank.
 * @alpha
 */
export interface RankView {
  /** When the rank was busy with what, besides collectives: see `TimePart`. Absent lists are empty. */
  readonly busy?: BusySpans;
  /** A graph and a lone collective report one row. */
  readonly layers: readonly LayerResult[];
  /** When the rank ended each pass, ns, without the communication still under way. Empty where passes do not follow one another (MICRO). */
  readonly passFinish: readonly number[];
}

/**
 * A workload layer as a plugin entry: what runs workloads of one kind.
 * @alpha
 */
export interface WorkloadModel<Kind extends Workload["kind"], Options = unknown> {
  readonly name: string;
  readonly description: string;
  /** The kind of workload that it runs. */
  readonly kind: Kind;
  readonly options: StandardSchema<Options>;
  /** Check the workload against the topology. Throws an `AstraError` for a workload that cannot run on it. */
  prepare(
    preparation: WorkloadPreparation,
    workload: Extract<Workload, { kind: Kind }>,
    options: Options,
  ): PreparedWorkload;
}

/**
 * A workload model of whichever kind.
 * @alpha
 */
export type AnyWorkloadModel = { [Kind in Workload["kind"]]: WorkloadModel<Kind> }[Workload["kind"]];
