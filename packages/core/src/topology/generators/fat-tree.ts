import type { GraphInput } from "../create-graph-topology.js";
import { eachPlane, type LinkFigures, MachineBuilder, npu, refuse } from "./machine-builder.js";

/** A k-ary fat tree: switches of `arity` ports in two or three levels. */
export interface FatTree {
  readonly arity: number;
  readonly levels: 2 | 3;
  /** Downlinks over uplinks of each level of switches that has uplinks, from below; absent: 1. */
  readonly oversubscription?: readonly number[] | undefined;
  /** Pods of three levels, or edge switches of two; absent: `arity`, as many as the ports allow. */
  readonly pods?: number | undefined;
  readonly planes: number;
  /** Of an NPU, and between switches. */
  readonly link: LinkFigures;
  readonly uplink: LinkFigures;
}

/**
 * Half of an edge switch's ports go to NPUs. Of three levels (Al-Fares, Loukissas and Vahdat, SIGCOMM 2008): a pod has k/2 edge switches, each linked to every aggregation switch of the
 * pod; the core switches stand in rows, one row for each aggregation switch of a pod, and each is linked to every pod once. Oversubscription leaves uplinks out.
 */
export function fatTree(options: FatTree): GraphInput {
  const { arity, levels, planes, pods = arity, oversubscription = [] } = options;
  const half = arity / 2;
  if (!Number.isInteger(half))
    refuse("arity", "the ports of a switch go half down and half up", arity, "an even number");
  if (pods > arity) refuse("pods", "a switch above has a port for each", pods, `at most ${arity}, the arity`);
  if (oversubscription.length > levels - 1)
    refuse(
      "oversubscription",
      "a figure for a level that has no uplinks",
      oversubscription,
      `${levels - 1} at most`,
    );
  const uplinks = Array.from({ length: levels - 1 }, (_, level) => {
    const ratio = oversubscription[level] ?? 1;
    const count = half / ratio;
    if (!Number.isInteger(count) || count < 1)
      refuse(
        `oversubscription.${level}`,
        "the uplinks do not come out even",
        ratio,
        `a number that divides ${half}`,
      );
    return count;
  });
  const edgesPerPod = levels === 3 ? half : 1;
  const edges = pods * edgesPerPod;
  const builder = new MachineBuilder();
  builder.npus(edges * half);
  eachPlane(planes, (prefix) => {
    const edge = builder.switches(`${prefix}edge`, edges);
    for (let rank = 0; rank < edges * half; rank++)
      builder.link(npu(rank), edge[Math.floor(rank / half)]!, options.link);
    const above = uplinks[0]!;
    if (levels === 2) {
      const core = builder.switches(`${prefix}core`, above);
      for (const below of edge) for (const up of core) builder.link(below, up, options.uplink);
      return;
    }
    const aggregation = builder.switches(`${prefix}aggregation`, pods * above);
    for (const [index, below] of edge.entries())
      for (let up = 0; up < above; up++)
        builder.link(below, aggregation[Math.floor(index / half) * above + up]!, options.uplink);
    const perRow = uplinks[1]!;
    const core = builder.switches(`${prefix}core`, above * perRow);
    for (const [index, below] of aggregation.entries())
      for (let up = 0; up < perRow; up++)
        builder.link(below, core[(index % above) * perRow + up]!, options.uplink);
  });
  return builder.machine(levels === 3 ? [half, half, pods] : [half, pods]);
}
