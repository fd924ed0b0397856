export { type AnalyticalOptions, analytical, analyticalOptions } from "./analytical/backend.js";
export { analyticalCongestion, type CongestionOptions, congestionOptions } from "./congestion/backend.js";
export { flow } from "./flow/backend.js";
export { type FlowOptions, flowOptions } from "./flow/options.js";
export { analyticalNetworks } from "./plugin.js";
export { readNetwork1, readNetworkJson } from "./readers/astra-sim-1.js";
export { readNetwork2 } from "./readers/astra-sim-2.js";
export { type NetworkFile, networkFileRules } from "./readers/network-file.js";
