export {
  type CollectiveAlgorithm,
  type CollectivePlan,
  type CollectiveTask,
  type DataPath,
  defineCollective,
  type GraphPlan,
  type PlanOperation,
  type StepPlan,
} from "./collective/collective.js";
export { AstraError, type ErrorDetails, isAstraError } from "./errors/astra-error.js";
export { type ErrorCode, errorCodes } from "./errors/codes.js";
export { DeadlockError, type Waiter } from "./errors/deadlock-error.js";
export { didYouMean, nearest } from "./errors/suggest.js";
export { createMailbox } from "./network/create-mailbox.js";
export type { Mailbox } from "./network/mailbox.js";
export {
  defineNetwork,
  type Message,
  type Network,
  type NetworkBackend,
  type NetworkCapabilities,
  type NetworkContext,
} from "./network/network.js";
export type { DimensionReport, LatencySummary, LinkReport, NetworkReport } from "./network/report.js";
export type { SchemaIssue, SchemaResult, StandardSchema } from "./plugin/schema.js";
export { createRandom, type Random } from "./random.js";
export type { LayerResult, Result } from "./result.js";
export type { Agenda } from "./simulator/agenda.js";
export { EventWheel } from "./simulator/event-wheel.js";
export { RankAgenda } from "./simulator/rank-agenda.js";
export type { ExternalClock, Simulator } from "./simulator/simulator.js";
export { logicalDimensionsOf } from "./system/logical-dimensions.js";
export type {
  CollectiveHandle,
  CollectiveRequest,
  LogicalDimension,
  SystemContext,
  SystemDimensionReport,
  SystemLayer,
  SystemModel,
  SystemReport,
} from "./system/system.js";
export type { Dimension, Tier } from "./topology/dimension.js";
export type { GraphLink, GraphNode, TopologyGraph } from "./topology/graph.js";
export type { Topology } from "./topology/topology.js";
export type {
  PreparedWorkload,
  RunningWorkload,
  TimelineLimits,
  WorkloadContext,
  WorkloadModel,
  WorkloadPreparation,
  WorkloadReport,
} from "./workload/model.js";
export type { Timeline, TimelineSpan } from "./workload/timeline.js";
export {
  type CollectiveScope,
  defineTrainingLoop,
  type LoopCommand,
  type LoopContext,
  type LoopLayer,
  type LoopParameter,
  type LoopPass,
  type PassKind,
  passKinds,
  type TrainingLoop,
  trainingLoopApiVersion,
} from "./workload/training-loop.js";
export type {
  CollectiveKind,
  CollectiveWorkload,
  GraphNodeWork,
  GraphWorkload,
  Layer,
  LayerPass,
  LayerWorkload,
  Workload,
} from "./workload/workload.js";
