import type { Topology } from "../topology/topology.js";
import type { TimelineLimits } from "../workload/model.js";
import type { Workload } from "../workload/workload.js";

/** A plugin entry by name, and its options (checked against the entry's own schema). */
export interface Choice {
  readonly name: string;
  readonly options?: unknown;
}

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
  /** Seed of the run's random generator. Default 1. */
  readonly seed?: number;
  /** How much of the timeline to record. */
  readonly timeline?: Partial<TimelineLimits>;
}
