import type { Topology } from "../topology/topology.js";
import type { LogicalDimension } from "./system.js";

/** The topology's own dimensions as logical ones: what collectives see unless a model-parallel group splits one. */
export function logicalDimensionsOf(topology: Topology): LogicalDimension[] {
  let stride = 1;
  return topology.dimensions.map(({ npus }, physical) => {
    const dimension = { npus, stride, physical };
    stride *= npus;
    return dimension;
  });
}
