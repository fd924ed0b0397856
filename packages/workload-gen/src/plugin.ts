import { definePlugin, version } from "@astra-ts/core";
import { computeModels } from "./compute-models/compute-models.js";

/** The compute models of the workload generator as a plugin. */
export const workloadGenerator = definePlugin({
  name: "@astra-ts/workload-gen",
  apiVersion: 1,
  version,
  description: "Compute models: times of operations on accelerators",
  computeModels,
});
