/** gem5's own topologies, by their names there. */
export const standaloneTopologies = [
  "Mesh_XY",
  "Mesh_westfirst",
  "Crossbar",
  "CrossbarGarnet",
  "Pt2Pt",
] as const;
/** Name of a topology for the network alone. */
export type StandaloneTopology = (typeof standaloneTopologies)[number];

/** Networks of rings and meshes as the backend `packet` builds them, beside gem5's own: with dimension order, or with adaptive routing. */
export const shapedTopologies = ["Ring", "Torus", "Mesh", "Torus_adaptive", "Mesh_adaptive"] as const;
/** Name of such a network. */
export type ShapedTopology = (typeof shapedTopologies)[number];

/** Networks that synthetic traffic knows by name: gem5's, and rings and meshes. */
export const trafficTopologies: readonly string[] = [...standaloneTopologies, ...shapedTopologies];
