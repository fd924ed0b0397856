export { packet } from "./backend/backend.js";
export { type PacketOptions, type PacketOptionsInput, packetOptions } from "./backend/options.js";
export { BookSimConfiguration, type BookSimOrigin } from "./booksim/configuration/configuration.js";
export type { BookSimParameter, BookSimValue } from "./booksim/configuration/parameters.js";
export { readBookSimConfiguration } from "./booksim/configuration/read.js";
export { type BookSimPoint, bookSimCurve } from "./booksim/curve.js";
export type { BookSimResult, BookSimSpread } from "./booksim/result.js";
export { bookSimTraffic } from "./booksim/simulation.js";
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
export { trafficTopologies } from "./topologies/names.js";
export {
  type StandaloneOptions,
  standaloneNetwork,
} from "./topologies/standalone.js";
export type { TrafficOptions } from "./traffic/options.js";
export { trafficPatterns } from "./traffic/patterns.js";
export { replayGarnet } from "./traffic/replay.js";
export type { TrafficResult } from "./traffic/result.js";
export { type LoadSweep, loadSweepSteps, type SweepOptions, sweepLoad } from "./traffic/sweep.js";
export { syntheticTraffic } from "./traffic/synthetic.js";
