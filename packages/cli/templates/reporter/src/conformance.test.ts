import { test } from "node:test";
import { reporterConformance } from "@astra-ts/core/testing";
import { createDefaultRegistry, createTopology, simulate } from "astra-ts";
import { reporter } from "./reporter.js";

const result = await simulate(
  {
    name: "example",
    topology: createTopology([{ shape: "ring", npus: 4, bandwidth: 50, latency: 500 }]),
    network: { name: "analytical" },
    workload: { kind: "collective", collective: "all-reduce", bytes: 4096 },
  },
  createDefaultRegistry(),
);
const time = { key: "time_ns", label: "time", unit: "ns" } as const;
const npus = { key: "npus", label: "NPUs", unit: "count" } as const;

const { checks, leftOut } = reporterConformance(reporter, [
  { kind: "result", result },
  {
    kind: "comparison",
    results: [
      { label: "one", result },
      { label: "other", result },
    ],
  },
  {
    kind: "sweep",
    sweep: { name: "example", parameters: [npus], measures: [time], rows: [{ npus: 4, time_ns: 1000 }] },
  },
]);
for (const { name, run } of checks) test(name, run);
for (const { name, reason } of leftOut) test(name, { skip: reason }, () => undefined);
