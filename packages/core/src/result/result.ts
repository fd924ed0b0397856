import type { Bound } from "../bound/run-bound.js";
import type { NetworkReport } from "../network/report.js";
import type { SystemReport } from "../system/system.js";
import type { Dimension } from "../topology/shapes/dimension.js";
import type { Bottleneck } from "./bottleneck.js";
import type { LayerResult } from "./layer-result.js";
import type { Timeline } from "./timeline.js";

/** The outcome of a run. Plain JSON; times in ns, sizes in bytes. */
export interface Result {
  schema: "astra-ts/result@1";
  /** Version of astra-ts that made it. */
  version: string;
  name: string;
  /** Name of the network backend. */
  network: string;
  npus: number;
  /** The machine's dimensions, innermost first. Absent in results of other makers. */
  topology?: readonly Dimension[];
  time: {
    total: number;
    compute: number;
    /** `total - compute`, as ASTRA-sim counts it. */
    exposedCommunication: number;
  };
  /** What latency, bandwidth and bisection allow at best, and how near the run came. Absent in results of other makers. */
  bound?: Bound;
  /** What kept the run from being shorter; null where nothing did. Absent in results of other makers. */
  boundBy?: Bottleneck | null;
  /** Finish time of each NPU, ns. */
  npuFinish: number[];
  /** Bytes sent by each NPU. */
  bytesSent: number[];
  layers: LayerResult[];
  /** When rank 0 ended each pass, ns, without the communication still under way. Empty where passes do not follow one another (MICRO). */
  passFinish: number[];
  /** What rank 0 did in each logical dimension, and counters of the system layer. */
  systemReport: SystemReport;
  /** What the recorded ranks did when. */
  timeline: Timeline;
  networkReport: NetworkReport;
  simulation: {
    events: number;
    wallSeconds: number;
    /** Ranks that were simulated: all, or 1 where it stood for all of them. Absent in results of other makers. */
    ranks?: number;
  };
  warnings: string[];
}
