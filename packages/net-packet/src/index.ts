export { packet } from "./backend/backend.js";
export { type PacketOptions, type PacketOptionsInput, packetOptions } from "./backend/options.js";
export type {
  Arbitration,
  Candidates,
  DimensionRouting,
  InterfaceRule,
  LinkDescription,
  NetworkDescription,
  NextHop,
  PointerRule,
  Routing,
  Serialization,
  TableRouting,
  VcClass,
  VcPackets,
  VnetDescription,
  VnetRouting,
} from "./engine/description.js";
export { type EngineListener, type Injection, type LinkUse, PacketEngine } from "./engine/engine.js";
export type { PacketsInside } from "./engine/packet-table.js";
export type { StalledChannel } from "./engine/stall.js";
export type { Statistics } from "./engine/statistics.js";
export { type Delivery, type Departure, PacketSimulation } from "./packet-simulation.js";
export { packetNetwork } from "./plugin.js";
export { type GarnetExperiment, readGarnetNetwork } from "./readers/garnet-experiment.js";
export { findDependencyCycle } from "./routing/dependency-check.js";
export { upDownRouting } from "./routing/up-down.js";
export { type WeightedLink, weightedTable } from "./routing/weighted-table.js";
export {
  type GarnetFile,
  type GarnetFileContent,
  type GarnetTopology,
  garnetTopologies,
  readGarnetFile,
} from "./topologies/garnet-file.js";
export { type GarnetMachine, garnetMachine } from "./topologies/garnet-fork.js";
export { type StandaloneTopology, standaloneTopologies, trafficTopologies } from "./topologies/names.js";
export {
  type StandaloneOptions,
  standaloneNetwork,
} from "./topologies/standalone.js";
export type { TrafficOptions } from "./traffic/options.js";
export { destinationOf, type TrafficPattern, trafficPattern, trafficPatterns } from "./traffic/patterns.js";
export { replayGarnet } from "./traffic/replay.js";
export type { TrafficResult } from "./traffic/result.js";
export { type LoadSweep, loadSweepSteps, type SweepOptions, sweepLoad } from "./traffic/sweep.js";
export { syntheticTraffic } from "./traffic/synthetic.js";
