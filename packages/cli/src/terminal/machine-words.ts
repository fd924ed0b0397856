import { bisectionOf, formatBandwidth, formatCount, type Topology } from "@astra-ts/core";

/** Links of a machine of which the largest flow between halves is found in a moment. */
const mostLinks = 100_000;

/** What a machine is made of, and what joins its halves. */
export interface MachineSize {
  readonly npus: number;
  readonly switches: number;
  /** Links, both directions counted once. */
  readonly cables: number;
  /** Absent for one NPU, and for a machine of more than 100,000 links. */
  readonly bisection?: {
    readonly dimension: number;
    /** NPUs of the smaller half. */
    readonly npus: number;
    /** Bytes per ns in one direction. */
    readonly bandwidth: number;
  };
}

/** Counts a machine out. */
export function machineSize(topology: Topology): MachineSize {
  const { nodeCount, linkCount } = topology.graph();
  const bisection = linkCount > mostLinks ? undefined : bisectionOf(topology);
  return {
    npus: topology.npus,
    switches: nodeCount - topology.npus,
    cables: Math.ceil(linkCount / 2),
    ...(bisection === undefined ? {} : { bisection }),
  };
}

/** `16 NPUs, 20 switches, 48 cables; 400 GB/s between its halves, 50 GB/s for each NPU of one`. */
export function machineWords({ npus, switches, cables, bisection }: MachineSize): string {
  const parts = [
    `${formatCount(npus)} NPUs`,
    `${formatCount(switches)} switches`,
    `${formatCount(cables)} cables`,
  ];
  if (bisection === undefined) return parts.join(", ");
  const { bandwidth, npus: half } = bisection;
  return `${parts.join(", ")}; ${formatBandwidth(bandwidth)} between its halves, ${formatBandwidth(bandwidth / half)} for each NPU of the smaller one`;
}
