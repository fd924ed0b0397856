/** Where a dimension's links run; only the cost model of ASTRA-sim 1.0 reads it. */
export type Tier = "tile" | "package" | "node" | "pod";

/** One dimension of a topology, innermost first in a list. All ranks that differ in this dimension's coordinate alone form one group of the given shape. */
export interface Dimension {
  /** Name of a shape: `ring`, `fully-connected`, `switch`, `mesh`, `hypercube`, `leaf-spine`, … */
  readonly shape: string;
  /** NPUs along this dimension, 1 or more. */
  readonly npus: number;
  /** Of one link in one direction, bytes per ns. */
  readonly bandwidth: number;
  /** Of one link, ns. */
  readonly latency: number;
  /** Links that one NPU has in this dimension (ring: 2 is one in each direction). */
  readonly links: number;
  /** Leaf-spine: leaf and spine switches of one group. */
  readonly leaves?: number;
  readonly spines?: number;
  /** Leaf-spine: of one link between a leaf and a spine, where it differs from `bandwidth` and `latency`. */
  readonly uplinkBandwidth?: number;
  readonly uplinkLatency?: number;
  /** Time in a network interface, charged once at each end, ns. */
  readonly nicLatency?: number;
  /** Time in a switch, ns. */
  readonly routerLatency?: number;
  /** ASTRA-sim 1.0's term for the memory behind the link: latency in ns, bandwidth in bytes/ns, and a factor (0: off). */
  readonly memory?: { readonly latency: number; readonly bandwidth: number; readonly scale: number };
  readonly tier?: Tier;
}

/** A dimension as it may be written down: the number of links has a default that depends on the shape. */
export type DimensionInput = Omit<Dimension, "links"> & { readonly links?: number };
