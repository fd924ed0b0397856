import type { CollectiveKind } from "./kind.js";

/** One phase of one chunk, as an algorithm sees it: a number of NPUs in a row, at positions 0 to `npus - 1`. */
export interface CollectiveTask {
  readonly kind: CollectiveKind;
  /** NPUs that take part, 2 or more. */
  readonly npus: number;
  /** Bytes that each NPU brings: the whole vector for all-reduce, reduce-scatter, all-to-all, broadcast, reduce and scatter (the root's), one shard for all-gather and gather. */
  readonly bytes: number;
  /** Way round the positions: 1 is upwards (clockwise), -1 downwards. Half of a dimension's queues run each way. */
  readonly direction: 1 | -1;
  /** Number of this task modulo the algorithm's `variants`. */
  readonly variant: number;
  /** The whole number written after the algorithm's name (`direct4`: 4), if any. */
  readonly parameter: number | undefined;
  /** Position of the root, of the kinds that have one. Absent: 0. */
  readonly root?: number;
  /** Charge a reduction for what arrives in the spreading half of an all-reduce too: ASTRA-sim 2.x does so for `direct` in a group of ranks. Absent: no. */
  readonly reducesThroughout?: boolean;
}

/**
 * Where the data of an endpoint pass runs, for endpoint models with a memory bus: `load` from memory to the network interface, `store` from the network interface
 * to memory, `relay` there and back again.
 */
export type DataPath = "load" | "store" | "relay";

/**
 * A collective in which every NPU does the same, shifted. An NPU prepares `parallelism` steps at the start and one more for each message that it
 * receives, so that steps 0 to `sends + parallelism - 1` are prepared in all. Preparing is one pass through the endpoint; each pass that ends lets the oldest
 * prepared step go: its message is sent and the one that mirrors it is awaited. The phase is over when all `sends` messages have gone and all passes have ended.
 */
export interface StepPlan {
  readonly form: "steps";
  /** Messages that each NPU sends, and receives. */
  readonly sends: number;
  /** Steps prepared at the start: the most messages of one NPU that are in flight at a time. */
  readonly parallelism: number;
  /** Position that the NPU at `position` sends to in `step`. */
  destination(position: number, step: number): number;
  /** Position that the NPU at `position` receives from in `step`. */
  source(position: number, step: number): number;
  /** Size of the step's message, bytes; also the size of its endpoint pass. */
  bytes(step: number): number;
  /** True where the step's endpoint pass reduces what has just arrived. */
  reduces(step: number): boolean;
  /** Absent: `load` for the steps prepared at the start, `relay` for those sent on, `store` for the rest. */
  dataPath?(step: number): DataPath;
  /** Hold everything after the first `afterSends` messages until `arrivals` messages have arrived. */
  readonly gate?: { readonly afterSends: number; readonly arrivals: number };
}

/** One operation of a per-NPU graph. It starts when all operations named in `after` (indices of earlier ones) have ended. */
export type PlanOperation =
  /** Send to a position; ends at once, or, where `awaited`, when the message has arrived. */
  | {
      readonly kind: "send";
      readonly to: number;
      readonly bytes: number;
      /** Tells messages of one size between the same two NPUs apart: 0 (the default) to 2^19 - 1. Without it they match in order. */
      readonly tag?: number;
      readonly awaited?: boolean;
      readonly after: readonly number[];
    }
  /** Await a message from a position. */
  | {
      readonly kind: "receive";
      readonly from: number;
      readonly bytes: number;
      readonly tag?: number;
      readonly after: readonly number[];
    }
  /** One pass through the endpoint, with a reduction or without. */
  | {
      readonly kind: "endpoint";
      readonly bytes: number;
      readonly reduces: boolean;
      readonly after: readonly number[];
    }
  /** Busy for `duration` ns (whole). */
  | { readonly kind: "compute"; readonly duration: number; readonly after: readonly number[] };

/** A collective as a graph of operations for each NPU, for algorithms that are no steps. Operations that become ready together start in list order. */
export interface GraphPlan {
  readonly form: "graph";
  /** The operations of the NPU at `position`. */
  operations(position: number): readonly PlanOperation[];
}

/** What a collective algorithm answers: steps that all NPUs share, or a graph for each. */
export type CollectivePlan = StepPlan | GraphPlan;

/** What an algorithm is to be used for: a task whose bytes and direction are not known yet. */
export type CollectiveUse = Pick<CollectiveTask, "npus" | "kind" | "parameter">;

/** A collective algorithm as a plugin entry: plain data and functions that answer; the system layer executes what they say. */
export interface CollectiveAlgorithm {
  /** As written in an implementation list: letters, starting in lower case, without a trailing number. `one` before it (`oneRing`) spans all NPUs with one ring. */
  readonly name: string;
  /** One line. */
  readonly description: string;
  /** Kinds of collective that it can do. */
  readonly kinds: readonly CollectiveKind[];
  /** Meaning of a whole number written after the name; absent: none may be written. */
  readonly parameter?: {
    readonly name: string;
    readonly description: string;
    /** Some that are good for most numbers of NPUs: the conformance kit tries them. Absent: 1, 2 and 3. */
    readonly examples?: readonly number[];
  };
  /** True for an algorithm that does a collective as it is, over all its NPUs: it is not cut into chunks, and its name ends an implementation list. */
  readonly whole?: boolean;
  /** True where messages are as large as they are whatever the size of the collective: its time says nothing of that size, and ranks need not agree on it. Absent: false. */
  readonly fixedSize?: boolean;
  /** Step plans only: true where every position sends as far, upwards or downwards, as position 0 does in the same step, and receives from as far. Absent: false. */
  readonly isUniform?: boolean;
  /** Beyond `isUniform`: true where every position sends the same way round, `(destination(p, step) - p) mod npus` being alike for all `p`, and receives likewise. Absent: false. */
  readonly isShifted?: boolean;
  /** Number of variants that successive chunks take in turn (double binary tree: 2). Default 1. */
  readonly variants?: number;
  /** Why the algorithm cannot be used so, as a clause; undefined where it can. Asked before a run starts. */
  refuses?(use: CollectiveUse): string | undefined;
  /** Why the algorithm, used so, ends without having done the whole collective, as a clause; undefined where it does it all. Asked before `refuses`. */
  incomplete?(use: CollectiveUse): string | undefined;
  /** Bytes that each NPU (of a gather the root) holds after the task. Absent: reduce-scatter and scatter divide their bytes by `npus`, all-gather and gather multiply them, the others keep them. */
  resultBytes?(task: CollectiveTask): number;
  /** The plan of one phase of one chunk. Pure: the same task, the same plan. */
  plan(task: CollectiveTask): CollectivePlan;
}

/** Identity function that checks the type. */
export function defineCollective(algorithm: CollectiveAlgorithm): CollectiveAlgorithm {
  return algorithm;
}
