import { type Experiment, rescaledTopology } from "@astra-ts/core";
import type { Remedy } from "./suggestions.js";

/** The experiment with a suggested change, all else being equal: what a re-run simulates. */
export function remedied(experiment: Experiment, remedy: Remedy): Experiment {
  const { topology, workloadOptions } = experiment;
  switch (remedy.kind) {
    case "bandwidth": {
      const { dimension, factor: bandwidth } = remedy;
      const scale = dimension === null ? { bandwidth } : { bandwidth, dimension };
      return { ...experiment, topology: rescaledTopology(topology, scale) };
    }
    case "latency":
      return { ...experiment, topology: rescaledTopology(topology, { latency: remedy.factor }) };
    case "mend":
      return { ...experiment, topology: topology.undamaged?.() ?? topology };
    case "compute": {
      const options = (workloadOptions ?? {}) as { readonly computeScale?: number };
      const computeScale = (options.computeScale ?? 1) * remedy.factor;
      return { ...experiment, workloadOptions: { ...options, computeScale } };
    }
  }
}
