import { definePlugin, version } from "@astra-ts/core";
import { collectiveAlgorithms } from "./algorithms/index.js";
import { astraSystem } from "./model.js";

/** The system layer and its collective algorithms as a plugin. */
export const systemLayer = definePlugin({
  name: "@astra-ts/system",
  apiVersion: 1,
  version,
  description: "System layer and collective algorithms of ASTRA-sim",
  systems: [astraSystem],
  collectives: collectiveAlgorithms,
});
