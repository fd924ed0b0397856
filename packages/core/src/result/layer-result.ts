/** Times of one layer on one NPU, ns, summed over the passes of a run. */
export interface LayerResult {
  name: string;
  compute: { forward: number; inputGradient: number; weightGradient: number };
  /** Time the training loop stood still for this layer's collectives. */
  exposedCommunication: { forward: number; inputGradient: number; weightGradient: number };
  /** From issue to end of each collective, overlapping ones added up. */
  communication: { forward: number; inputGradient: number; weightGradient: number };
  /** Collectives that finished on that NPU. */
  collectives: number;
  /** Mean over those collectives of the time before the k-th phase, ns; entry 0 is creation to first placement, which ASTRA-sim reports and which is always 0. Empty without a collective. */
  queueingDelay: number[];
  /** Mean over those collectives of the time from posting a receive to its arrival in the k-th phase (from 0), ns. Empty without a collective. */
  networkDelay: number[];
}
