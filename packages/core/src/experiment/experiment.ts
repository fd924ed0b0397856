import type { ComputeSpeeds } from "../compute/speeds.js";
import type { Choice } from "../schema/choice.js";
import type { Topology } from "../topology/topology.js";
import type { TimelineLimits } from "../workload/model.js";
import type { Workload } from "../workload/workload.js";

/** NPUs from which a symmetric run is simulated by one rank alone, unless the experiment says otherwise. */
export const symmetryThreshold = 2048;

/** Everything that a run is made of, in inner units. Plain data but for the topology, which `createTopology` makes of plain data. */
export interface Experiment {
  readonly name: string;
  readonly topology: Topology;
  readonly network: Choice;
  /** Default: the system model named `astra`. */
  readonly system?: Choice;
  readonly workload: Workload;
  /** Options of the workload model that runs this kind of workload, such as the number of passes. */
  readonly workloadOptions?: unknown;
  /** NPUs that compute at another speed than the workload says. The run is then done once more without, to tell what that costs. */
  readonly speeds?: ComputeSpeeds | undefined;
  /** Seed of the run's random generator. Default 1. */
  readonly seed?: number;
  /**
   * `auto`: on machines of `symmetryThreshold` NPUs and more, one rank is simulated for all where network, system and workload say that all ranks are alike; the result
   * is the same. `off`: every rank is simulated. `on`: as `auto`, on machines of any size. Default `auto`.
   */
  readonly symmetry?: "auto" | "off" | "on";
  /** How much of the timeline to record. */
  readonly timeline?: TimelineLimits;
}
