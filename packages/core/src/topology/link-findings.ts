import { damagedLinks } from "./damage.js";
import type { Topology } from "./topology.js";
import { unusedLinks } from "./unused-links.js";

/** A machine whose links differ from each other, with what there is to tell of them. A machine without findings has nothing of the kind. */
export function withFindings(topology: Omit<Topology, "unusedLinks" | "damagedLinks">): Topology {
  return {
    ...topology,
    unusedLinks: () => unusedLinks(topology),
    damagedLinks: () => damagedLinks(topology),
  };
}
