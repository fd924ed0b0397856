export { type BoundedCollective, type CollectiveBound, collectiveBound } from "./bound/collective-bound.js";
export type { Bound, CollectiveBoundReport } from "./bound/run-bound.js";
export {
  type CollectiveAlgorithm,
  type CollectivePlan,
  type CollectiveTask,
  type CollectiveUse,
  type DataPath,
  defineCollective,
  type GraphPlan,
  type PlanOperation,
  type StepPlan,
} from "./collective/collective.js";
export {
  bringsShards,
  bytesAfter,
  type CollectiveKind,
  collectiveKinds,
  isRooted,
  type RootedKind,
  rootedKinds,
} from "./collective/kind.js";
export { type ComputeModel, type ComputeTimer, defineComputeModel } from "./compute/compute-model.js";
export { type OperationCost, operationCost, totalCost } from "./compute/cost.js";
export { type OperationGradients, operationGradients } from "./compute/gradients.js";
export {
  type AttentionOperation,
  attentionScores,
  type ConvolutionOperation,
  type CrossEntropyOperation,
  convolutionOutput,
  type DataType,
  type ElementWiseOperation,
  type EmbeddingOperation,
  type GemmOperation,
  lowerConvolution,
  type NormalisationOperation,
  type Operation,
  type OperationKind,
  type OptimizerOperation,
  operationDataType,
  type ReductionOperation,
  type SoftmaxOperation,
} from "./compute/operation.js";
export type { ComputeJitter, ComputeSpeeds, Straggler } from "./compute/speeds.js";
export { AstraError, type ErrorDetails, isAstraError } from "./errors/astra-error.js";
export { belowPart } from "./errors/below-part.js";
export { type ErrorCode, errorCodes } from "./errors/codes.js";
export { DeadlockError, type Waiter } from "./errors/deadlock-error.js";
export { type Origin, type Origins, originsBelow, toldOf } from "./errors/origins.js";
export { printable } from "./errors/printable.js";
export { didYouMean, nearest } from "./errors/suggest.js";
export { type Experiment, symmetryThreshold } from "./experiment/experiment.js";
export { lineOfJson } from "./json/line-of-json.js";
export { parseJson } from "./json/parse-json.js";
export type { MemoryBudget } from "./limits/memory-budget.js";
export { type Excess, tooLarge } from "./limits/too-large.js";
export { createMailbox } from "./network/create-mailbox.js";
export { delegate } from "./network/delegate.js";
export { innerNetwork } from "./network/inner-network.js";
export { LatencyHistogram } from "./network/latency-histogram.js";
export {
  type LinkCounts,
  type LinkNetworkFigures,
  type LoadOverTime,
  linkNetworkReport,
} from "./network/link-report.js";
export type { Mailbox } from "./network/mailbox.js";
export { type Message, type MessageEnvelope, ReusedMessage } from "./network/message.js";
export {
  defineNetwork,
  type Network,
  type NetworkBackend,
  type NetworkCapabilities,
  type NetworkContext,
  type NetworkDetail,
  type NetworkRefinement,
  type NetworkRegistry,
  networkDetails,
} from "./network/network.js";
export { type Crossing, NetworkCounters, type TimeParts } from "./network/network-counters.js";
export type {
  BufferLimitReport,
  DimensionReport,
  LatencySummary,
  LinkActivity,
  LinkReport,
  NetworkReport,
} from "./network/report.js";
export {
  type Activity,
  type MessageEvent,
  type PacketEjectedEvent,
  type PacketEvent,
  type PacketInjectedEvent,
  type PhaseEvent,
  type RunEvent,
  type RunObserver,
  type RunTap,
  runEventKinds,
  type WorkEvent,
} from "./observe/run-event.js";
export { entryKinds } from "./plugin/check-plugin.js";
export { chooseFormat } from "./plugin/choose-format.js";
export {
  apiVersion,
  definePlugin,
  type EntryKind,
  isPlugin,
  type Plugin,
  type PluginDefinition,
  type PluginEntries,
  type PluginEntry,
} from "./plugin/plugin.js";
export { createRegistry, type Registered, type Registry } from "./plugin/registry.js";
export { type Bottleneck, busyTime } from "./result/bottleneck.js";
export type { BusySpans, TimeBreakdown, TimePart, TimePartKind } from "./result/breakdown.js";
export type { CollectiveRate } from "./result/collective-rate.js";
export type { GraphPath, GraphReport, GraphStep } from "./result/graph-report.js";
export type { JobReport, JobResult } from "./result/job-result.js";
export type { LayerResult } from "./result/layer-result.js";
export type { Provenance } from "./result/provenance.js";
export { reportFiles } from "./result/report-files.js";
export {
  type Cell,
  type Column,
  type Comparison,
  type DifferenceCause,
  type LabelledResult,
  type MeasuredDifference,
  type ReportInput,
  resultsIn,
  type Sweep,
  type Unit,
} from "./result/report-input.js";
export { defineReporter, type Reporter, type ReportFile } from "./result/reporter.js";
export type { NpuView, Result } from "./result/result.js";
export type { RunPath, RunPathStep } from "./result/run-path.js";
export { readReport, readResult, savedJsonSchema, savedReport } from "./result/saved-report.js";
export { refuseOtherSchema } from "./result/saved-schemas.js";
export type { ChosenEntry, Setup } from "./result/setup.js";
export type { BusyShares, Timeline, TimelineOverview, TimelineSpan } from "./result/timeline.js";
export type { StepWork, TrainingRate } from "./result/training-rate.js";
export { CauseRecorder } from "./run/cause-recorder.js";
export { preparePart } from "./run/parts.js";
export { Run } from "./run/run.js";
export { type Progress, type SimulateOptions, simulate } from "./run/simulate.js";
export type { Choice } from "./schema/choice.js";
export type { SchemaIssue, SchemaResult, StandardSchema } from "./schema/standard-schema.js";
export { schemaProblems, validateOptions } from "./schema/validate-options.js";
export type { Agenda } from "./simulator/agenda.js";
export { EventWheel } from "./simulator/event-wheel.js";
export { createRandom, type Random } from "./simulator/random.js";
export { RankAgenda } from "./simulator/rank-agenda.js";
export type { ExternalClock, Simulator } from "./simulator/simulator.js";
export { Timer } from "./simulator/timer.js";
export { logicalDimensionsOf } from "./system/logical-dimensions.js";
export type {
  AlgorithmReport,
  CollectiveHandle,
  CollectiveRequest,
  LogicalDimension,
  PhaseSpan,
  SystemContext,
  SystemDimensionReport,
  SystemLayer,
  SystemModel,
  SystemReport,
} from "./system/system.js";
export { type Bisection, bisectionOf } from "./topology/bisection.js";
export { createGraphTopology, type GraphInput } from "./topology/create-graph-topology.js";
export { createTopology, type TopologyOptions } from "./topology/create-topology.js";
export type { Cuts } from "./topology/cuts.js";
export type { DamagedLink } from "./topology/damaged-link.js";
export type { Distances, InvolvedDimension } from "./topology/distances.js";
export { type GeneratedMachine, generateMachine } from "./topology/generators/index.js";
export type { GraphLink, GraphNode, LinkTable, TopologyGraph } from "./topology/graph.js";
export { type NodeNames, nodeNames } from "./topology/node-names.js";
export type { LinkOverride } from "./topology/overrides.js";
export { partOfTopology } from "./topology/part.js";
export { PathCounter } from "./topology/path-counter.js";
export type { PathChoice, PathRule } from "./topology/path-numbers.js";
export { type LinkScale, rescaledTopology } from "./topology/rescaled.js";
export type { Dimension, DimensionInput, Tier } from "./topology/shapes/dimension.js";
export { builtInShapes } from "./topology/shapes/index.js";
export type { Shape, ShapeCut, ShapeProblem } from "./topology/shapes/shape.js";
export type { Topology } from "./topology/topology.js";
export {
  defineTopologyFormat,
  type MachineFile,
  type TopologyFormat,
  type TopologyFormatContext,
} from "./topology/topology-format.js";
export { formatBandwidth, formatCount, formatPercent, formatSize, formatTime } from "./units/format.js";
export { parseBandwidth, parseSize, parseTime } from "./units/quantity.js";
export { version } from "./version.js";
export { circleAmong, type Dependents, dependentsOf, stuckNodes } from "./workload/dependents.js";
export { GraphBuilder, type GraphRepairs, packGraph } from "./workload/graph-builder.js";
export { graphSchemaName, readGraph, writeGraph } from "./workload/graph-file.js";
export {
  type CollectiveNode,
  type ComputeNode,
  type GraphNodeWork,
  type MarkerNode,
  type MemoryNode,
  type NodeGroup,
  type NodeId,
  type NodeList,
  type NodeResource,
  nodeKinds,
  nodeResources,
  type ReceiveNode,
  type RelativeGroup,
  type RelativeRank,
  type SendNode,
  type Tensor,
  usualResource,
} from "./workload/graph-node.js";
export type {
  AnyWorkloadModel,
  PreparedWorkload,
  RankView,
  RunningWorkload,
  TimelineLimits,
  WorkloadContext,
  WorkloadModel,
  WorkloadPreparation,
  WorkloadReport,
} from "./workload/model.js";
export {
  type CollectiveTraits,
  type GraphColumns,
  kindNumber,
  noResource,
  PackedGraph,
} from "./workload/packed-graph.js";
export type {
  PartInput,
  PartsHost,
  PreparedLayers,
  PreparedPart,
  RunningPart,
  SharedByParts,
} from "./workload/part.js";
export { type GraphAddresses, graphAddresses } from "./workload/rank-grid.js";
export { Stretches } from "./workload/stretches.js";
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
} from "./workload/training-loop.js";
export type {
  BackgroundTraffic,
  CollectiveWorkload,
  GraphWorkload,
  GridAxis,
  Job,
  JobsWorkload,
  JobWorkload,
  Layer,
  LayerPass,
  LayerWorkload,
  Workload,
} from "./workload/workload.js";
export {
  defineWorkloadFormat,
  type WorkloadFormat,
  type WorkloadFormatContext,
} from "./workload/workload-format.js";
