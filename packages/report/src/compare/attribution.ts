import type { Result } from "@astra-ts/core";
import { hiddenCommunication, sumOfPasses } from "../tables/layer-times.js";

/** Parts that the time of a run is made of, ns; they add up to the total. Null where the network does not tell them apart. */
export interface TimeParts {
  readonly compute: number;
  /** Communication from issue to end, split in proportion to what message time was spent on. */
  readonly serialization: number | null;
  readonly propagation: number | null;
  readonly queueing: number | null;
  /** Communication that no message was under way for, as far as the system layer counts it. */
  readonly endpoint: number | null;
  /** Communication of networks that do not split their message time. */
  readonly communication: number | null;
  /** Communication behind computing or other communication: taken off, so 0 or below. */
  readonly overlap: number;
}

/** What each part is called. */
export const partNames = {
  compute: "computing",
  serialization: "serialisation",
  propagation: "propagation",
  queueing: "queueing",
  endpoint: "endpoint",
  communication: "communication",
  overlap: "overlap",
} as const satisfies Record<keyof TimeParts, string>;

/** Keys of the parts of a run's time, in order. */
export const partKeys = Object.keys(partNames) as readonly (keyof TimeParts)[];

/**
 * Splits a run's time. Exact: computing, and communication less overlap, which is the exposed communication. Estimated: the split of communication, in proportion to
 * the network's message time, as nobody knows for each message whether something waited for it.
 */
export function timeParts(result: Result): TimeParts {
  const { compute, exposedCommunication } = result.time;
  const layered = result.layers.reduce((sum, layer) => sum + sumOfPasses(layer.communication), 0);
  const hidden = result.layers.reduce((sum, layer) => sum + hiddenCommunication(layer), 0);
  const communication = layered > 0 ? Math.max(layered, exposedCommunication) : exposedCommunication;
  const overlap = layered > 0 ? exposedCommunication - communication : 0;
  const { attribution } = result.networkReport;
  // Where one rank was simulated for all, the network's figures are those of all, the system layer's those of the one.
  const { endpointTime } = result.systemReport.counters;
  const copies = result.npus / (result.simulation.ranks ?? result.npus);
  const endpointSum = endpointTime === undefined ? undefined : endpointTime * copies;
  const summed =
    attribution === undefined
      ? 0
      : attribution.propagation + attribution.serialization + attribution.queueing;
  if (attribution === undefined || summed <= 0)
    return {
      compute,
      serialization: null,
      propagation: null,
      queueing: null,
      endpoint: null,
      communication,
      overlap: hidden > 0 || overlap < 0 ? overlap : 0,
    };
  const scale = communication / (summed + (endpointSum ?? 0));
  return {
    compute,
    serialization: attribution.serialization * scale,
    propagation: attribution.propagation * scale,
    queueing: attribution.queueing * scale,
    endpoint: endpointSum === undefined ? null : endpointSum * scale,
    communication: null,
    overlap,
  };
}
