/** How a Chakra trace becomes a graph. */
export interface TraceOptions {
  /**
   * Which dependencies count. `all`: data and control, as in ASTRA-sim 2.x; `data`: those of data alone, as in its tutorials of 2024. `auto` (the default): all, unless control dependencies
   * name nodes that are not in the trace and close circles, as in those that are made from PyTorch's.
   */
  readonly dependencies?: "auto" | "all" | "data";
  /** Groups of ranks by name, as from ASTRA-sim's file of groups. */
  readonly groups?: ReadonlyMap<string, readonly number[]>;
  /** Groups that nobody describes: the trace is refused (the default), or their names are left without ranks, for those who only look at it. */
  readonly unknownGroups?: "refuse" | "leave";
  /** Ranks of the workload: what a process group without a list of ranks has. */
  readonly ranks?: number;
  /** Dimensions of the machine: what a collective says of dimensions beyond them is left out. Absent: nothing is. */
  readonly dimensions?: number;
  /** Keep the names and sizes of the data that nodes read and write, to follow what lies in memory. Default: no. */
  readonly tensors?: boolean;
  /**
   * Broadcasts, reduces, gathers and scatters of which the trace tells the bytes: `simulated` (the default); or `recorded`: they take their recorded time, a broadcast without one the
   * shortest, and send nothing, as in ASTRA-sim 2.x.
   */
  readonly rooted?: "simulated" | "recorded";
  /** Collective algorithms, by the id of the node that they do; ASTRA-sim 2.x reads them from a file. */
  readonly algorithms?: ReadonlyMap<string, string>;
}
