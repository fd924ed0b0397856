import type { CollectiveKind } from "../collective/kind.js";
import type { StepWork } from "../result/training-rate.js";
import type { Choice } from "../schema/choice.js";
import type { NodeList } from "./graph-node.js";

/** One of a layer's three passes: compute, then a collective. */
export interface LayerPass {
  /** ns (cycles of a 1 GHz clock). */
  readonly compute: number;
  readonly communication: CollectiveKind | null;
  /** Bytes; 0 where there is no communication. */
  readonly bytes: number;
}

/** One layer of a model: its three passes. */
export interface Layer {
  readonly name: string;
  readonly forward: LayerPass;
  readonly inputGradient: LayerPass;
  readonly weightGradient: LayerPass;
  /** Time to apply a finished collective's result, ns. */
  readonly updateTime: number;
  /** HYBRID_CUSTOMIZED: the parallelism of this layer. */
  readonly parallelism?: string;
}

/** A workload as a table of layers and the name of the training loop that walks it. */
export interface LayerWorkload {
  readonly kind: "layers";
  /** Name of a training loop: `DATA`, `MICRO`, `HYBRID_TRANSFORMER`, … */
  readonly trainingLoop: string;
  readonly layers: readonly Layer[];
  /** Transformer loops: NPUs in one model-parallel group. */
  readonly modelParallelGroup?: number;
  /** Transformer with checkpoints: indices of layers. */
  readonly checkpoints?: readonly number[];
  readonly checkpointInitiators?: readonly number[];
  /** DLRM loops: index of the last bottom layer. */
  readonly lastBottomLayer?: number;
  /** What one pass gets done; absent: not known. */
  readonly step?: StepWork;
}

/** One axis of a numbering of ranks. */
export interface GridAxis {
  /** `tensor`, `data`, `pipeline`, … */
  readonly name: string;
  readonly size: number;
}

/** A workload as a graph of operations per rank. */
export interface GraphWorkload {
  readonly kind: "graph";
  /** One graph for each rank; ranks that share a program may share the list. */
  readonly ranks: readonly NodeList[];
  /**
   * How ranks are numbered along named axes, fastest first, for graphs with relative ranks and groups: `rank = p0 + p1*size0 + p2*size0*size1 + …`. Resolve them
   * with `graphAddresses(workload)`.
   */
  readonly grid?: readonly GridAxis[];
  /** Groups of ranks that nodes refer to by name. Each has its own order of collectives, also where two hold the same ranks. */
  readonly groups?: Readonly<Record<string, readonly number[]>>;
  /** Collectives and sends that one NPU can have under way at a time (streams of its communication library); absent: the workload model's option. */
  readonly communicationSlots?: number;
  /** What one run of the graph gets done; absent: not known. */
  readonly step?: StepWork;
}

/** One collective over all ranks, alone. */
export interface CollectiveWorkload {
  readonly kind: "collective";
  readonly collective: CollectiveKind;
  readonly bytes: number;
  /** Rank of the root, of the kinds that have one. Absent: 0. */
  readonly root?: number;
}

/** What the NPUs of one job do: layers under a training loop, a graph per rank, or one collective. */
export type JobWorkload = LayerWorkload | GraphWorkload | CollectiveWorkload;

/** One of several jobs that share a machine. */
export interface Job {
  readonly name: string;
  /** The machine's NPUs that it runs on: its own NPU i is `ranks[i]`. No two jobs have one in common. */
  readonly ranks: readonly number[];
  /** Sizes of the logical dimensions that its collectives use, innermost first; absent: what its ranks are on the machine, see {@link partOfTopology}. */
  readonly grid?: readonly number[];
  /** When it starts, ns. Default 0. */
  readonly start?: number;
  readonly workload: JobWorkload;
  readonly workloadOptions?: unknown;
  /** Default: the experiment's. */
  readonly system?: Choice;
  /** Whether it is run alone too, to tell how much the others slow it. Default true. */
  readonly alone?: boolean;
}

/** Messages that belong to no job: each of some NPUs sends at a mean rate, whatever becomes of what it has sent, until the last job has finished. */
export interface BackgroundTraffic {
  /** How destinations are chosen: `uniform_random`, `permutation`, `neighbor`, `tornado`, `bit_complement`, `hotspot`. */
  readonly pattern: string;
  /** What each NPU sends, bytes per ns, in the mean. */
  readonly rate: number;
  /** Bytes of one message. */
  readonly bytes: number;
  /** NPUs that send and receive; absent: all of the machine. */
  readonly ranks?: readonly number[];
  /** `poisson`: gaps are drawn from the exponential distribution; `regular`: gaps are equal, and the NPUs take turns. Default `poisson`. */
  readonly arrivals?: "poisson" | "regular";
  /** From when and until when messages are sent, ns; absent: from 0, until the last job has finished. */
  readonly from?: number;
  readonly until?: number;
}

/** Several workloads on one machine, each on NPUs of its own. */
export interface JobsWorkload {
  readonly kind: "jobs";
  readonly jobs: readonly Job[];
  readonly background?: readonly BackgroundTraffic[];
  /** Of the background's random draws. Default 1. */
  readonly seed?: number;
}

/** What the NPUs do: one job on all of them, or several that share the machine. */
export type Workload = JobWorkload | JobsWorkload;
