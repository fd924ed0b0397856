import type { NetworkReport } from "./network/report.js";

/** Times of one layer, ns, summed over the passes of a run. */
export interface LayerResult {
  name: string;
  compute: { forward: number; inputGradient: number; weightGradient: number };
  /** Time the training loop stood still for this layer's collectives. */
  exposedCommunication: { forward: number; inputGradient: number; weightGradient: number };
  /** From issue to end of each collective, overlapping ones added up. */
  communication: { forward: number; inputGradient: number; weightGradient: number };
}

/** The outcome of a run. Plain JSON; times in ns, sizes in bytes. */
export interface Result {
  schema: "astra-ts/result@1";
  /** Version of astra-ts that made it. */
  version: string;
  name: string;
  /** Name of the network backend. */
  network: string;
  npus: number;
  time: {
    total: number;
    compute: number;
    /** `total - compute`, as ASTRA-sim counts it. */
    exposedCommunication: number;
  };
  /** Finish time of each NPU, ns. */
  npuFinish: number[];
  /** Bytes sent by each NPU. */
  bytesSent: number[];
  layers: LayerResult[];
  networkReport: NetworkReport;
  simulation: { events: number; wallSeconds: number };
  warnings: string[];
}
