import { describe, expect, it } from "vitest";
import { readSystemJson, readSystemText } from "../src/index.js";

const lines = [
  "scheduling-policy: LIFO",
  "endpoint-delay: 10",
  "active-chunks-per-dimension: 2",
  "preferred-dataset-splits: 4",
  "boost-mode: 1",
  "all-reduce-implementation: ring_direct4",
  "all-gather-implementation: ring_ring",
  "reduce-scatter-implementation: ring_ring",
  "all-to-all-implementation: direct_direct",
  "collective-optimization: localBWAware",
];
const read = (text: string) => readSystemText(text, "sys.txt");
const without = (key: string) => lines.filter((line) => !line.startsWith(`${key}:`)).join("\n");

describe("ASTRA-sim 1.0 system files", () => {
  it("become options", () => {
    const { options, writesCsv, warnings } = read(lines.join("\r\n"));
    expect(options).toMatchObject({
      schedulingPolicy: "LIFO",
      endpointDelay: 10,
      activeChunksPerDimension: 2,
      preferredDatasetSplits: 4,
      boostMode: true,
      allReduceImplementation: ["ring", "direct4"],
    });
    expect(writesCsv).toBe(true);
    expect(warnings).toEqual([]);
  });

  it("scale an endpoint delay that they give, in single precision, and no default", () => {
    const scaled = (text: string) => readSystemText(text, "sys.txt", { injectionScale: 0.41 }).options;
    expect(scaled(lines.join("\n")).endpointDelay).toBe(4);
    expect(scaled(without("endpoint-delay")).endpointDelay).toBeUndefined();
  });

  it("take the last of two values, and words on one line", () => {
    expect(read(`${lines.join(" ")} endpoint-delay: 7`).options.endpointDelay).toBe(7);
  });

  it("give a LogGP bus with all its parameters", () => {
    const bus = "model-shared-bus: 1\nL: 10.7\no: 5\ng: 20\nG: 0.01\n";
    expect(read(`${lines.join("\n")}\n${bus}`).options.sharedBus).toEqual({
      latency: 10,
      overhead: 5,
      gap: 20,
      gapPerByte: Math.fround(0.01),
      localReductionDelay: 1,
    });
    expect(() => read(`${lines.join("\n")}\nmodel-shared-bus: 1\nL: 10\n`)).toThrow(/sys\.txt: o: /);
    expect(read(`${lines.join("\n")}\nL: 10\n`).warnings).toHaveLength(1);
  });

  it.each([
    ["an unknown key", `${lines.join("\n")}\nendpoint-dela: 3\n`, /sys\.txt:11: endpoint-dela: unknown key/],
    ["a missing key", without("collective-optimization"), /collective-optimization/],
    ["missing splits", without("preferred-dataset-splits"), /preferred-dataset-splits/],
    [
      "a word that is none of the choices",
      lines.join("\n").replace("LIFO", "SJF"),
      /"SJF", expected one of LIFO, FIFO/,
    ],
    ["a number that is none", lines.join("\n").replace(": 10", ": ten"), /sys\.txt:2: endpoint-delay/],
    [
      "no active chunks",
      lines.join("\n").replace("dimension: 2", "dimension: 0"),
      /active-chunks-per-dimension/,
    ],
    [
      "a colon without a space",
      lines.join("\n").replace(": LIFO", ":LIFO"),
      /sys\.txt:1: .*"scheduling-policy:LIFO"/,
    ],
    ["a key at the end", `${lines.join("\n")}\nL:`, /sys\.txt:11: L: a key without a value/],
  ])("are refused for %s", (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it.each([
    ["direct-collective-window", "direct4"],
    ["packet-routing", "follows from the algorithm"],
    ["injection-policy", "active-chunks-per-dimension"],
    ["collective-implementation", "all-reduce-implementation"],
  ])("lead from %s, which ASTRA-sim has dropped, to what there is", (key, hint) => {
    const failing = () => read(`${lines.join("\n")}\n${key}: 4\n`);
    expect(failing).toThrow(expect.objectContaining({ hint: expect.stringContaining(hint) }));
  });

  it.each([
    ["inter-dimension-scheduling", "baseline", { interDimensionScheduling: "ascending" }],
    ["inter-dimension-scheduling", "themis", { interDimensionScheduling: "offlineGreedy" }],
    ["inter-dimension-scheduling", "themisFlex", { interDimensionScheduling: "offlineGreedyFlex" }],
    ["intra-dimension-scheduling", "SCF", { intraDimensionScheduling: "smallestFirst" }],
  ])("know the later name of a value: %s: %s", (key, value, option) => {
    expect(read(`${lines.join("\n")}\n${key}: ${value}\n`).options).toMatchObject(option);
  });
});

describe("ASTRA-sim 2.x system files", () => {
  const file = {
    "scheduling-policy": "FIFO",
    "endpoint-delay": 10,
    "active-chunks-per-dimension": 1,
    "preferred-dataset-splits": 4,
    "all-reduce-implementation": ["ring"],
    "collective-optimization": "localBWAware",
    "local-mem-bw": 1600,
    "boost-mode": 0,
  };

  it("become options with the rules of 2.x", () => {
    const { options, warnings, roofline } = readSystemJson(file, "sys.json");
    expect(options).toMatchObject({
      schedulingPolicy: "FIFO",
      localMemoryBandwidth: 1600,
      allReduceImplementation: ["ring"],
      phaseBarrier: false,
      chunkRounding: "full-chunks",
      queueAssignment: "halves",
    });
    expect(warnings).toEqual([]);
    expect(roofline).toBeUndefined();
  });

  it("tell of a roofline and of keys that mean nothing", () => {
    const { roofline, warnings } = readSystemJson(
      { ...file, "roofline-enabled": 1, "peak-perf": 900, "boost-mode": 1 },
      "sys.json",
    );
    expect(roofline).toEqual({ peakPerformance: 900, memoryBandwidth: 1600 });
    expect(warnings).toEqual([expect.stringContaining("boost-mode")]);
  });

  it("name collectives given as execution traces, by their earlier names too", () => {
    const { customCollectives, customByNode, tracksMemory } = readSystemJson(
      {
        ...file,
        "all-reduce-implementation-custom": ["c/ring"],
        "all-gather-implementation-chakra": ["c/gather"],
        "per-node-custom-implementation": "nodes.yaml",
        "track-local-mem": 1,
      },
      "sys.json",
    );
    expect(customCollectives).toEqual({ "all-reduce": "c/ring", "all-gather": "c/gather" });
    expect(customByNode).toBe("nodes.yaml");
    expect(tracksMemory).toBe(true);
  });

  it("take truth values for switches", () => {
    const on = readSystemJson(
      { ...file, "roofline-enabled": true, "replay-only": true, "model-shared-bus": true, L: 1 },
      "sys.json",
    );
    const off = readSystemJson({ ...file, "roofline-enabled": false, "trace-enabled": false }, "sys.json");
    expect(on.roofline).toBeDefined();
    expect(on.replayOnly).toBe(true);
    expect(on.options.sharedBus).toBeDefined();
    expect(off).toMatchObject({ roofline: undefined, replayOnly: false, warnings: [] });
  });

  it.each([
    ["a list", [], /JSON object/],
    ["a misspelt key", { ...file, "endpoint-delays": 1 }, /endpoint-delays/],
    ["missing splits", { ...file, "preferred-dataset-splits": undefined }, /preferred-dataset-splits/],
    [
      "an algorithm that is no list",
      { ...file, "all-reduce-implementation": "ring" },
      /a list of algorithm names/,
    ],
    [
      "two traces for one collective",
      { ...file, "all-reduce-implementation-custom": ["x", "y"] },
      /a list with one prefix of execution traces/,
    ],
    ["a file of nodes that is none", { ...file, "per-node-custom-implementation": 1 }, /expected a text/],
    ["a switch that is neither on nor off", { ...file, "roofline-enabled": 2 }, /expected 0 or 1/],
    ["no active chunks", { ...file, "active-chunks-per-dimension": 0 }, /a whole number, 1 or more/],
    ["an unknown policy", { ...file, "scheduling-policy": "LIFOO" }, /scheduling-policy/],
  ])("are refused for %s", (_, value, message) => {
    expect(() => readSystemJson(value, "sys.json")).toThrow(message);
  });
});
