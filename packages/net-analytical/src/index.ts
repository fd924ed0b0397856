export { type AnalyticalOptions, analytical, analyticalOptions } from "./analytical/backend.js";
export { networkCost } from "./analytical/cost.js";
export { analyticalCongestion, type CongestionOptions, congestionOptions } from "./congestion/backend.js";
export { analyticalNetworks } from "./plugin.js";
