/**
 * Utilisation over time: entry i is the share of the time from `i * window` to `(i + 1) * window` (ns; the last one may be cut short by the end) that a
 * link, or a dimension's links on average, transmitted.
 */
export interface LinkActivity {
  window: number;
  utilization: number[];
}

/** What one link did in a run. */
export interface LinkReport {
  /** Node names as in the expanded graph: `npu 3`, `switch 0`. */
  from: string;
  to: string;
  /** Topology dimension that the link belongs to, or null. */
  dimension: number | null;
  bytes: number;
  messages: number;
  /** Time the link was transmitting, ns. */
  busyTime: number;
  /** Time messages (or packets) waited for this link, ns, summed. */
  queueingTime: number;
  /** Largest number of messages (or packets) waiting at one time. */
  maxQueue: number;
  /** Packets that were lost here: the queue was full, or they were damaged on the way. Absent where the model loses none. */
  dropped?: number;
  /** Absent where the model records none, or there are too many links to tell of each. */
  activity?: LinkActivity;
}

/** What the links of one dimension did, summed. */
export interface DimensionReport {
  dimension: number;
  bytes: number;
  messages: number;
  /** ns, summed over links; absent where the model has no links. */
  busyTime?: number;
  queueingTime?: number;
  maxQueue?: number;
  /** Busy time over (links x run time), 0..1; absent where the model has no links. */
  utilization?: number;
  activity?: LinkActivity;
}

/** Distribution of a latency, ns. */
export interface LatencySummary {
  count: number;
  mean: number;
  p50: number;
  p99: number;
  max: number;
  /** Counts by latency: `counts[i]` of those above `upTo[i-1]` and up to `upTo[i]`, ns, ascending. Absent where the model keeps none. */
  histogram?: { upTo: number[]; counts: number[] };
}

/** The link whose buffers hold back a flow most, because they hold less than it carries in a round trip. Rates in bytes/ns. */
export interface BufferLimitReport {
  from: string;
  to: string;
  bandwidth: number;
  /** What one flow can use of it. */
  allowed: number;
  /** Links that are held back. */
  links: number;
}

/** What a network did in a run. Plain JSON. */
export interface NetworkReport {
  /** Messages taken, those of a rank to itself among them, and their bytes. */
  messages: number;
  bytes: number;
  dimensions: DimensionReport[];
  links?: LinkReport[];
  /** Message latency: from `send` to delivery. */
  latency?: LatencySummary;
  /** Where message time went, ns summed over messages: the parts add up to the summed latency where the model can tell them apart. */
  attribution?: { propagation: number; serialization: number; queueing: number };
  /** Present where buffers are too small for links to run at full rate. Waiting for their slots is part of `attribution.queueing`. */
  bufferLimit?: BufferLimitReport;
  /** Sizes that the model chose where its options left them open, by name of the option; a range as text. Absent: it chose none. */
  chosen?: Readonly<Record<string, number | string>>;
  /** Price of the network in the cost model of ASTRA-sim 1.0, where the model has one; a link of 1 GiB/s within a tile costs 1. */
  cost?: number;
  /** Model-specific counters, such as `flitHops`. */
  counters: Record<string, number>;
}
