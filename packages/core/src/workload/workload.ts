import type { CollectiveKind } from "../collective/kind.js";

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
}

/** One axis of a numbering of ranks. */
export interface GridAxis {
  /** `tensor`, `data`, `pipeline`, … */
  readonly name: string;
  readonly size: number;
}

/** The rank that stands `shift` places further along one axis of the graph's grid, all other positions being equal. */
export interface RelativeRank {
  readonly axis: string;
  readonly shift: number;
}

/** The ranks that differ from the own one along these axes of the graph's grid alone, in order of rank. */
export interface RelativeGroup {
  readonly axes: readonly string[];
  /** Only the ranks at these positions of the (single) axis; absent: all. */
  readonly positions?: readonly number[];
}

/** A node of an execution graph. Ids are unique within a rank. A node starts when all of `after` have ended. */
export type GraphNodeWork =
  | {
      readonly id: number;
      readonly name?: string;
      readonly kind: "compute";
      readonly duration: number;
      readonly after: readonly number[];
    }
  | {
      readonly id: number;
      readonly name?: string;
      readonly kind: "collective";
      readonly collective: CollectiveKind;
      readonly bytes: number;
      /** Ranks that take part, in order; absent: all. */
      readonly group?: readonly number[] | RelativeGroup;
      /** Dimensions of the topology that take part; absent: all. */
      readonly dimensions?: readonly number[];
      readonly after: readonly number[];
    }
  | {
      readonly id: number;
      readonly name?: string;
      readonly kind: "send";
      readonly to: number | RelativeRank;
      readonly tag: number;
      readonly bytes: number;
      readonly after: readonly number[];
    }
  | {
      readonly id: number;
      readonly name?: string;
      readonly kind: "receive";
      readonly from: number | RelativeRank;
      readonly tag: number;
      readonly bytes: number;
      readonly after: readonly number[];
    };

/** A workload as a graph of operations per rank. */
export interface GraphWorkload {
  readonly kind: "graph";
  /** One graph for each rank; ranks that share a program may share the array. */
  readonly ranks: readonly (readonly GraphNodeWork[])[];
  /**
   * How ranks are numbered along named axes, fastest first, for graphs with relative ranks and groups: `rank = p0 + p1*size0 + p2*size0*size1 + …`. Resolve them
   * with `graphAddresses(workload)`.
   */
  readonly grid?: readonly GridAxis[];
  /** Collectives and sends that one NPU can have under way at a time (streams of its communication library); absent: the workload model's option. */
  readonly communicationSlots?: number;
}

/** One collective over all ranks, alone. */
export interface CollectiveWorkload {
  readonly kind: "collective";
  readonly collective: CollectiveKind;
  readonly bytes: number;
}

/** What the NPUs do: layers under a training loop, a graph per rank, or one collective. */
export type Workload = LayerWorkload | GraphWorkload | CollectiveWorkload;
