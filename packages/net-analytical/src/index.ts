export { type AnalyticalOptions, analytical, analyticalOptions } from "./analytical/backend.js";
export { networkCost } from "./analytical/cost.js";
export { analyticalCongestion, type CongestionOptions, congestionOptions } from "./congestion/backend.js";
export { analyticalNetworks } from "./plugin.js";
export { readNetwork1, readNetworkJson } from "./readers/astra-sim-1.js";
export { readNetwork2 } from "./readers/astra-sim-2.js";
export { fromGibibytesPerSecond, gibibytesPerSecond } from "./readers/gibibytes.js";
export { type NetworkFile, networkFileRules } from "./readers/network-file.js";
