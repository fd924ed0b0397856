import { networkConformance } from "@astra-ts/core/testing";
import { describe, it } from "vitest";
import { analytical, analyticalCongestion } from "../src/index.js";

describe.each([
  ["analytical, rules of ASTRA-sim 1.0", networkConformance(analytical)],
  [
    "analytical, rules of ASTRA-sim 2.x",
    networkConformance(analytical, { options: { rules: "astra-sim-2" } }),
  ],
  ["analytical-congestion", networkConformance(analyticalCongestion)],
])("%s", (_, { checks }) => {
  for (const { name, run } of checks) it(name, run);
});
