/** Mean and extremes; null where there was nothing to average. */
export interface BookSimSpread {
  readonly avg: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

/** Outcome of a run, as BookSim takes its statistics. Plain JSON; latencies in cycles, rates in flits per node and cycle. */
export interface BookSimResult {
  /**
   * ok: measured and drained. unstable: the mean latency passed `latency_thres`, averages are those of the last period. deadlocked: nothing can move any more with
   * packets inside, likewise.
   */
  readonly status: "ok" | "unstable" | "deadlocked";
  readonly nodes: number;
  /** From birth to the arrival of the tail; from the sending of the head; of each flit from its own sending. */
  readonly packetLatency: BookSimSpread;
  readonly networkLatency: BookSimSpread;
  readonly flitLatency: BookSimSpread;
  /** Cycles that the tail came later than right behind its head. */
  readonly fragmentation: BookSimSpread;
  /** Per node. */
  readonly injectedFlitRate: BookSimSpread;
  readonly acceptedFlitRate: BookSimSpread;
  /** Packets by routers on their way; 19 stands for more as well. */
  readonly hops: Readonly<Record<string, number>>;
  readonly averageHops: number | null;
  readonly packetsMeasured: number;
  /** Of packet latency, 999 stands for more as well. */
  readonly packetLatencyPercentiles: Readonly<Record<"p50" | "p90" | "p95" | "p99" | "p999", number | null>>;
  /** Cycles in all: warm-up, measurement, draining. */
  readonly cycles: number;
  readonly samplePeriods: number;
  /** How often no flit came out for `deadlock_warn_timeout` cycles. */
  readonly deadlockWarnings: number;
}
