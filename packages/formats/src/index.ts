export { booksimAnynet } from "./machines/booksim-anynet.js";
export { htsimTopology } from "./machines/htsim-topology.js";
export { readLogicalDimensions } from "./machines/logical-dimensions.js";
export { ns3Topology } from "./machines/ns3-topology.js";
export { nvidiaSmiTopology } from "./machines/nvidia-smi-topology.js";
export { tacclTopology } from "./machines/taccl-topology.js";
export { fileFormats } from "./plugin.js";
