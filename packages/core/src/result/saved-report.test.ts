import { describe, expect, it } from "vitest";
import { createTopology } from "../topology/create-topology.js";
import type { Result } from "./result.js";
import { readReport, readResult, savedReport } from "./saved-report.js";

const passes = { forward: 1, inputGradient: 0, weightGradient: 2 };
const result: Result = {
  schema: "astra-ts/result@2",
  version: "0.0.0",
  name: "small",
  network: "analytical",
  npus: 2,
  topology: createTopology([{ shape: "ring", npus: 2, bandwidth: 1, latency: 1 }]).dimensions,
  time: { total: 3, npu: 1, compute: 2, exposedCommunication: 1 },
  boundBy: { kind: "dimension", dimension: 0, share: 0.5, text: "dimension 0: 50 % busy" },
  npuFinish: [2, 3],
  bytesSent: [1, 1],
  seenFrom: 1,
  layers: [
    {
      name: "a",
      compute: passes,
      exposedCommunication: passes,
      communication: passes,
      collectives: 1,
      queueingDelay: [0],
      networkDelay: [1],
    },
  ],
  passFinish: [3],
  systemReport: {
    dimensions: [{ npus: 2, physical: 0, bytesSent: 1, averageChunkLatency: null, activity: [0, 1] }],
    counters: {},
  },
  timeline: { spans: [], ranks: [0], mergedSpans: 0 },
  networkReport: { messages: 2, bytes: 2, dimensions: [], counters: {} },
  simulation: { events: 4, wallSeconds: 0 },
  warnings: [],
};

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("a saved result", () => {
  it("comes back as it was, keys of newer versions included", () => {
    const saved = { ...result, colour: "red", time: { ...result.time, of: "day" } };
    expect(readResult(asJson(saved))).toEqual(saved);
    expect(readReport(asJson(saved))).toEqual({ kind: "result", result: saved });
  });

  it.each<[string, object, RegExp]>([
    ["boundBy of another type", { boundBy: 5 }, /boundBy.*5.*expected object/],
    [
      "a bottleneck in a dimension that is not there",
      { boundBy: { kind: "dimension", dimension: 3, share: 1, text: "" } },
      /boundBy\.dimension/,
    ],
    ["a graph without figures", { graph: { nodes: [1, 1] } }, /graph\./],
    ["a list for another machine", { bytesSent: [1] }, /bytesSent.*2 entries/],
  ])("is refused with %s", (_, change, sentence) => {
    expect(() => readResult({ ...result, ...change })).toThrow(sentence);
  });

  it("of a newer version is refused by that name, wherever it stands", () => {
    const newer = { ...result, schema: "astra-ts/result@3", version: "9.1.0" };
    const sentence = /a result of a newer version of astra-ts \(9\.1\.0\).*astra-ts\/result@3/;
    expect(() => readResult(newer)).toThrow(sentence);
    const results = [
      { label: "a", result },
      { label: "b", result: newer },
    ];
    const comparison = { schema: "astra-ts/comparison@1", results };
    expect(() => readReport(comparison)).toThrow(sentence);
    expect(() => readReport(comparison)).toThrow(/results\.1\.result\.schema/);
  });

  it.each([undefined, null, 5, [], {}, { schema: "other/result@2" }, { schema: ["astra-ts/result@2"] }])(
    "is not %j",
    (value) => {
      expect(() => readResult(value)).toThrow(/no results of astra-ts/);
    },
  );
});

describe("what savedReport gives, readReport reads", () => {
  it("for a comparison", () => {
    const input = { kind: "comparison", results: [{ label: "a", result }] } as const;
    expect(readReport(asJson(savedReport(input)))).toEqual(input);
  });

  it("for a sweep", () => {
    const rows = [{ npus: 2, total_ns: 5 }];
    const column = { key: "npus", label: "NPUs", unit: "count" } as const;
    const sweep = { name: "s", parameters: [column], measures: [], rows, pareto: rows };
    expect(readReport(asJson(savedReport({ kind: "sweep", sweep })))).toMatchObject({ kind: "sweep", sweep });
    expect(() => readReport({ schema: "astra-ts/sweep@1" })).toThrow(/earlier version/);
  });
});
