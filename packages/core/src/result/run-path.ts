/** One link of the chain of events that led to the end of a run; each begins where the one before ends. */
export interface RunPathStep {
  /**
   * `compute`: an NPU computed. `message`: a message was under way, waiting for links included. `endpoint`: delays and reductions at the end of a message. `other`: a time that
   * nobody told of.
   */
  readonly kind: "compute" | "message" | "endpoint" | "other";
  /** NPU that computed, or that the message was for. */
  readonly rank: number;
  /** Sender of the message. */
  readonly from?: number;
  /** Dimension of the topology along which a collective sent the message. */
  readonly dimension?: number;
  /** What was computed: `conv1 forward`. */
  readonly name?: string;
  /** ns. */
  readonly start: number;
  readonly end: number;
}

/** What the end of a run waited for, followed backwards from the NPU that ended last, across NPUs. */
export interface RunPath {
  /** In order of time. A long way is told by its last steps. */
  readonly steps: readonly RunPathStep[];
  /** Earlier steps that found no room. */
  readonly droppedSteps: number;
  /** Time of all steps, ns: they add up to the end of the last one. */
  readonly times: {
    readonly compute: number;
    readonly endpoint: number;
    readonly other: number;
    /** Messages of collectives by dimension of the topology. */
    readonly dimensions: readonly number[];
    /** Messages along no dimension. */
    readonly message: number;
  };
}
