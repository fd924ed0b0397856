import type { Bound } from "../bound/run-bound.js";
import type { NetworkReport } from "../network/report.js";
import type { SystemDimensionReport, SystemReport } from "../system/system.js";
import type { DamagedLink } from "../topology/damaged-link.js";
import type { Dimension } from "../topology/shapes/dimension.js";
import type { Bottleneck } from "./bottleneck.js";
import type { TimeBreakdown } from "./breakdown.js";
import type { CollectiveRate } from "./collective-rate.js";
import type { GraphReport } from "./graph-report.js";
import type { JobResult } from "./job-result.js";
import type { LayerResult } from "./layer-result.js";
import type { Provenance } from "./provenance.js";
import type { RunPath } from "./run-path.js";
import type { Setup } from "./setup.js";
import type { Timeline } from "./timeline.js";
import type { TrainingRate } from "./training-rate.js";

/** A run as one NPU sees it. */
export interface NpuView {
  layers: LayerResult[];
  passFinish: number[];
  dimensions: readonly SystemDimensionReport[];
}

/** The outcome of a run. Plain JSON; times in ns, sizes in bytes. */
export interface Result {
  schema: "astra-ts/result@2";
  /** Version of astra-ts that made it. */
  version: string;
  name: string;
  /** How it was made. Absent where the library ran it. */
  provenance?: Provenance;
  /** Name of the network backend. */
  network: string;
  /** Options of network, system and workload layer, defaults filled in. Absent in results of other makers. */
  setup?: Setup;
  npus: number;
  /** The machine's dimensions, innermost first. Absent in results of other makers. */
  topology?: readonly Dimension[];
  /** Links that overrides have made slower, or have failed; some dozens at most. Absent where there are none. */
  damagedLinks?: readonly DamagedLink[];
  time: {
    /** When the last NPU had finished: the largest of `npuFinish`. */
    total: number;
    /** The NPU that finished then, the lowest where there are several. */
    npu: number;
    /** What that NPU computed. */
    compute: number;
    /** `total - compute`: what that NPU did not compute. */
    exposedCommunication: number;
    /** `total` of the same run with all NPUs at the speed that the workload says. Present where some have another one. */
    undisturbed?: number;
  };
  /** What latency, bandwidth and bisection allow at best, and how near the run came. Absent in results of other makers. */
  bound?: Bound;
  /** What kept the run from being shorter; null where nothing did. Absent in results of other makers. */
  boundBy?: Bottleneck | null;
  /** Where the time of the NPU `seenFrom` went; the parts add up to `time.total`. Absent in results of other makers. */
  breakdown?: TimeBreakdown;
  /** Finish time of each NPU, ns. */
  npuFinish: number[];
  /** What each NPU computed, ns. Absent in results of earlier versions. */
  npuCompute?: number[];
  /** Bytes sent by each NPU. */
  bytesSent: number[];
  /** NPU that layers, passes, and dimensions and phases of the system layer are seen from: `time.npu` where it was observed, else the observed one that finished last. */
  seenFrom: number;
  layers: LayerResult[];
  /** When that NPU ended each pass, ns, without the communication still under way. Empty where passes do not follow one another (MICRO). */
  passFinish: number[];
  /** What each NPU was busy with, and what the end waited for. Present where the workload is an execution graph. */
  graph?: GraphReport;
  /** What became of each job. Present where several jobs shared the machine. */
  jobs?: JobResult[];
  /** What the end of the run waited for, across NPUs. Present where it was followed (`explain` does); graphs have their own. */
  criticalPath?: RunPath;
  /** What that NPU did in each logical dimension, and counters of the system layer. */
  systemReport: SystemReport;
  /** The same as NPU 0 sees it, for the files of ASTRA-sim 1.0, which count NPU 0 alone. Absent where that is `seenFrom`. */
  npu0?: NpuView;
  /** How fast the collective went. Present where the workload is one collective, and no other. */
  collective?: CollectiveRate;
  /** How fast it trained. Present where the workload says what a step gets done. */
  training?: TrainingRate;
  /** What the observed ranks did when. */
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
