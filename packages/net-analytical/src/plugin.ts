import { definePlugin, version } from "@astra-ts/core";
import { analytical } from "./analytical/backend.js";
import { analyticalCongestion } from "./congestion/backend.js";
import { flow } from "./flow/backend.js";

/** The analytical backends as a plugin. */
export const analyticalNetworks = definePlugin({
  name: "@astra-ts/net-analytical",
  apiVersion: 1,
  version,
  description: "Analytical network backends: congestion-unaware, congestion-aware, and fair sharing of links",
  networks: [analytical, analyticalCongestion, flow],
});
