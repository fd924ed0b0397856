export {
  type FlexFlowConnection,
  type FlexFlowTask,
  type FlexFlowTaskGraph,
  readTaskGraph,
} from "./flexflow/task-graph-file.js";
export { taskGraphMachine } from "./flexflow/task-graph-machine.js";
export { type TransfersAtOnce, taskGraphWorkload } from "./flexflow/task-graph-workload.js";
export { booksimAnynet } from "./machines/booksim-anynet.js";
export { htsimTopology } from "./machines/htsim-topology.js";
export { readLogicalDimensions } from "./machines/logical-dimensions.js";
export {
  isNs3Settings,
  type Ns3Marking,
  type Ns3Settings,
  readNs3Settings,
} from "./machines/ns3-settings.js";
export { ns3Topology } from "./machines/ns3-topology.js";
export { nvidiaSmiTopology } from "./machines/nvidia-smi-topology.js";
export { tacclTopology } from "./machines/taccl-topology.js";
export { fileFormats } from "./plugin.js";
export { goal } from "./workloads/goal.js";
export { htsimConnections } from "./workloads/htsim-connections.js";
export { messageList } from "./workloads/message-list.js";
export { simaiWorkload } from "./workloads/simai.js";
export { type GoalText, writeGoal } from "./workloads/write-goal.js";
