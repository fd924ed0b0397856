import { networkConformance } from "@astra-ts/core/testing";
import { describe, it } from "vitest";
import { analytical, analyticalCongestion, flow } from "../src/index.js";

describe.each([
  ["analytical, rules of ASTRA-sim 1.0", networkConformance(analytical)],
  [
    "analytical, rules of ASTRA-sim 2.x",
    networkConformance(analytical, { options: { rules: "astra-sim-2" } }),
  ],
  ["analytical-congestion", networkConformance(analyticalCongestion)],
  ["flow", networkConformance(flow)],
  ["flow, latency-weighted", networkConformance(flow, { options: { sharing: "latency-weighted" } })],
  [
    "flow, pipelined, with a window, acknowledgements and headers",
    networkConformance(flow, {
      options: { startLatency: "pipelined", window: 40_000, acknowledgements: 0.05, efficiency: 0.9 },
    }),
  ],
  ["flow, in whole ns", networkConformance(flow, { options: { rounding: "down" } })],
])("%s", (_, { checks }) => {
  for (const { name, run } of checks) it(name, run);
});
