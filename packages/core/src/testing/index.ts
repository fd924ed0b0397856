export type { ConformanceCheck, ConformanceSuite, LeftOutCheck } from "./checks/check.js";
export { collectiveConformance } from "./collective/collective-conformance.js";
export {
  type ComputeModelConformanceOptions,
  computeModelConformance,
} from "./compute/compute-model-conformance.js";
export { type NetworkConformanceOptions, networkConformance } from "./network/network-conformance.js";
export type { TestMachine } from "./network/topologies.js";
export { reporterConformance } from "./reporter/reporter-conformance.js";
export { type SystemConformanceOptions, systemConformance } from "./system/system-conformance.js";
export {
  type TopologyFormatConformanceOptions,
  topologyFormatConformance,
} from "./topology-format/topology-format-conformance.js";
export { trainingLoopConformance } from "./training-loop/training-loop-conformance.js";
export {
  type WorkloadConformanceOptions,
  type WorkloadExample,
  workloadConformance,
} from "./workload/workload-conformance.js";
export {
  type FormatExample,
  type WorkloadFormatConformanceOptions,
  workloadFormatConformance,
} from "./workload-format/workload-format-conformance.js";
