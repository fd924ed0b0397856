import { definePlugin, version } from "@astra-ts/core";
import { collectiveModel } from "./collective/collective-model.js";
import { graphJson, workloadText } from "./formats.js";
import { graphModel } from "./graph/graph-model.js";
import { jobsModel } from "./jobs/jobs-model.js";
import { layersModel } from "./layers/layers-model.js";
import { builtInLoops } from "./loops/index.js";

/** The workload layer as a plugin: what runs layers, graphs and lone collectives, and ASTRA-sim's training loops. */
export const workloadLayer = definePlugin({
  name: "@astra-ts/workload",
  apiVersion: 1,
  version,
  description: "Workload layer: training loops, execution graphs, single collectives",
  workloads: [layersModel, graphModel, collectiveModel, jobsModel],
  trainingLoops: builtInLoops,
  workloadFormats: [workloadText, graphJson],
});
