import type { GraphInput } from "../create-graph-topology.js";
import { eachPlane, type LinkFigures, MachineBuilder, npu, refuse } from "./machine-builder.js";

/** Nodes of several NPUs, of which those in the same place of every node share a rail. */
export interface Rails {
  readonly npusPerNode: number;
  readonly nodesPerPod: number;
  readonly pods: number;
  /** Above the rails; 0: none, and what leaves a rail goes through a node. */
  readonly spines: number;
  readonly planes: number;
  /** Between an NPU and its node's switch, an NPU and its rail's, and a rail's and a spine. */
  readonly nodeLink: LinkFigures;
  readonly link: LinkFigures;
  readonly uplink: LinkFigures;
}

/** Rail-optimised pods: a switch in each node; in each pod a rail switch for each place in a node; spines that every rail switch is linked to. */
export function rails(options: Rails): GraphInput {
  const { npusPerNode, nodesPerPod, pods, spines, planes } = options;
  if (pods > 1 && spines === 0) refuse("spines", "nothing joins the pods", spines, "1 or more");
  const nodes = nodesPerPod * pods;
  const builder = new MachineBuilder();
  builder.npus(nodes * npusPerNode);
  const inside = npusPerNode > 1 ? builder.switches("node", nodes) : [];
  for (let rank = 0; inside.length > 0 && rank < nodes * npusPerNode; rank++)
    builder.link(npu(rank), inside[Math.floor(rank / npusPerNode)]!, options.nodeLink);
  eachPlane(planes, (prefix) => {
    const rail = builder.switches(`${prefix}rail`, pods * npusPerNode);
    const spine = builder.switches(`${prefix}spine`, spines);
    for (let rank = 0; rank < nodes * npusPerNode; rank++) {
      const pod = Math.floor(rank / (npusPerNode * nodesPerPod));
      builder.link(npu(rank), rail[pod * npusPerNode + (rank % npusPerNode)]!, options.link);
    }
    for (const below of rail) for (const up of spine) builder.link(below, up, options.uplink);
  });
  return builder.machine([npusPerNode, nodesPerPod, pods]);
}
