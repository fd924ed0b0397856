export { collectiveModel } from "./collective/collective-model.js";
export { graphJson, workloadText } from "./formats.js";
export { type GraphOptions, graphModel } from "./graph/graph-model.js";
export { type LayersOptions, layersModel } from "./layers/layers-model.js";
export { builtInLoops } from "./loops/index.js";
export { workloadLayer } from "./plugin.js";
export { scaleSingle, scaleWorkload, type WorkloadScale } from "./scale.js";
export { readWorkloadText, type WorkloadTextOptions } from "./text/read-workload-text.js";
export { writeWorkloadText } from "./text/write-workload-text.js";
