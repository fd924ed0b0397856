/** One node on the way that led to the end of a run; each begins where the one before ends. */
export interface GraphStep {
  readonly rank: number;
  /** Id of the node; as text where a double cannot hold it. */
  readonly node: number | string;
  /** Name of the node, or its kind. */
  readonly name: string;
  readonly kind: "compute" | "cpu" | "communication" | "memory";
  /** ns. */
  readonly start: number;
  readonly end: number;
}

/** What the end of a run of graphs waited for, node by node. */
export interface GraphPath {
  /** In order of time. A long way is told by its last steps. */
  readonly steps: readonly GraphStep[];
  /** Earlier steps that found no room. */
  readonly droppedSteps: number;
  /** Time of all steps, ns, by what they did. */
  readonly times: Readonly<Record<GraphStep["kind"], number>>;
}

/** What a run of execution graphs kept each NPU busy with. Lists are by rank, times in ns. */
export interface GraphReport {
  /** Nodes in each rank's graph, and those of them that could never start because they wait for each other. */
  readonly nodes: readonly number[];
  readonly neverRan: readonly number[];
  /** When the last node ended. */
  readonly lastEnd: readonly number[];
  /** Time with at least one such node under way. */
  readonly busy: {
    readonly compute: readonly number[];
    readonly cpu: readonly number[];
    readonly communication: readonly number[];
    /** Accesses to remote memory, waiting for their turn included. */
    readonly memory: readonly number[];
  };
  /** Time in which both compute and communication were under way. */
  readonly overlap: readonly number[];
  /** Finish less the time of compute nodes, as ASTRA-sim 2.x counts it; below 0 where a replay ran several nodes at a time. */
  readonly exposedCommunication: readonly number[];
  /** Shares weighted by time, 0 to 1, and operations per byte; absent: compute took recorded times. */
  readonly roofline?: {
    readonly computeBound: readonly number[];
    readonly computeUtilization: readonly number[];
    readonly memoryUtilization: readonly number[];
    readonly intensity: readonly number[];
  };
  /** Named data in each NPU's memory; absent: it was not followed. */
  readonly memory?: {
    /** Most bytes at a time. */
    readonly peak: readonly number[];
    /** Of the observed ranks, in ascending order: times (ns), and the bytes from each on. */
    readonly use: readonly (readonly (readonly [time: number, bytes: number])[])[];
  };
  /** Absent where the graphs are too large to keep their history. */
  readonly criticalPath?: GraphPath;
}
