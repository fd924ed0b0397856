export { absoluteGraph } from "./chakra/absolute-graph.js";
export type { AttributeKind } from "./chakra/attribute-kinds.js";
export { readCommunicatorGroups } from "./chakra/communicator-groups.js";
export { encodeTrace } from "./chakra/encode-trace.js";
export { type GraphTraces, graphTraces } from "./chakra/graph-trace.js";
export type { TraceContent } from "./chakra/trace-graph.js";
export type { TraceAttribute, TraceMessage } from "./chakra/trace-message.js";
export type { TraceOptions } from "./chakra/trace-options.js";
export { readTrace, TraceReader } from "./chakra/trace-reader.js";
export { traceWorkload } from "./chakra/trace-workload.js";
export { TextPool } from "./chakra/wire/text-pool.js";
export { writeJsonTrace } from "./chakra/write-json-trace.js";
export { collectiveModel } from "./collective/collective-model.js";
export { graphJson, workloadText } from "./formats.js";
export { graphModel } from "./graph/graph-model.js";
export {
  type GraphOptions,
  type GraphOptionsInput,
  graphRulesOfAstraSim2,
} from "./graph/graph-options.js";
export { readRemoteMemory } from "./graph/read-remote-memory.js";
export { jobsModel } from "./jobs/jobs-model.js";
export { backgroundPatterns } from "./jobs/patterns.js";
export { type PlacementRequest, type PlacementRule, placeJobs, placementRules } from "./jobs/placement.js";
export { type LayersOptions, layersModel } from "./layers/layers-model.js";
export { builtInLoops } from "./loops/index.js";
export type { MscclAlgorithm, MscclBlock, MscclStep, MscclStepType } from "./msccl/msccl-algorithm.js";
export { type MscclGraphOptions, mscclGraph } from "./msccl/msccl-graph.js";
export { readMsccl } from "./msccl/read-msccl.js";
export { workloadLayer } from "./plugin.js";
export { scaleSingle, scaleWorkload, type WorkloadScale } from "./scale.js";
export { readWorkloadText, type WorkloadTextOptions } from "./text/read-workload-text.js";
export { writeWorkloadText } from "./text/write-workload-text.js";
