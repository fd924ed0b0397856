import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAstraError } from "@astra-ts/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AstraSimFlags } from "../src/astra-sim/flags.js";
import { type ExperimentFlags, resolveExperiment } from "../src/commands/experiment-options.js";
import { runOne } from "../src/commands/run-one.js";
import { problemsOfChanges } from "../src/commands/validate.js";
import { loadExperiment } from "../src/experiment/load.js";
import { createDefaultRegistry } from "../src/plugins/builtin-plugins.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "astra-ts-late-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** What is said of a run that cannot be, without the folder. */
async function refusal(
  file: string | undefined,
  more: Partial<AstraSimFlags & { network: string }>,
): Promise<string> {
  const flags: ExperimentFlags = {
    set: [],
    plugin: [],
    trustPlugins: false,
    numPasses: 1,
    commScale: 1,
    computeScale: 1,
    injectionScale: 1,
    rendezvousProtocol: false,
    ...more,
  };
  try {
    const resolved = await resolveExperiment(file, flags);
    for (const network of resolved.choices) await runOne(resolved, network, true);
  } catch (error) {
    if (isAstraError(error)) return error.message.replaceAll(`${folder}/`, "");
    throw error;
  }
  return "nothing was refused";
}

const network1 = (change: object = {}) =>
  JSON.stringify(
    {
      "topology-name": "Hierarchical",
      "topologies-per-dim": ["Ring"],
      "units-count": [8],
      "links-count": [2],
      "link-latency": [500],
      "link-bandwidth": [50],
      ...change,
    },
    null,
    1,
  );
const network2 = "topology: [ Switch ]\nnpus_count: [ 8 ]\nbandwidth: [ 50 ]\nlatency: [ 500 ]\n";
const system1 = (change: Record<string, string> = {}) =>
  Object.entries({
    "scheduling-policy": "LIFO",
    "endpoint-delay": "10",
    "active-chunks-per-dimension": "1",
    "preferred-dataset-splits": "4",
    "all-reduce-implementation": "ring",
    "all-gather-implementation": "ring",
    "reduce-scatter-implementation": "ring",
    "all-to-all-implementation": "ring",
    "collective-optimization": "localBWAware",
    ...change,
  })
    .map(([key, value]) => `${key}: ${value}`)
    .join("\n");
const system2 = (change: object = {}) =>
  JSON.stringify(
    {
      "scheduling-policy": "LIFO",
      "preferred-dataset-splits": 4,
      "all-reduce-implementation": ["ring"],
      "all-to-all-implementation": ["ring"],
      "collective-optimization": "localBWAware",
      ...change,
    },
    null,
    1,
  );
const layer = "conv1 -1 5 NONE 0 6 NONE 0 7 ALLREDUCE 4096 8";

/** ASTRA-sim's three files; a workload that is none of them is an all-reduce. */
function files(
  network: string,
  system: string,
  workload?: string,
  more: Partial<AstraSimFlags & { network: string }> = {},
): Promise<string> {
  return refusal(undefined, {
    networkConfiguration: write(network.startsWith("{") ? "net.json" : "net.yml", network),
    systemConfiguration: write(system.startsWith("{") ? "sys.json" : "sys.txt", system),
    ...(workload === undefined
      ? { collective: "all-reduce", size: "1MiB" }
      : { workloadConfiguration: write(workload.startsWith("{") ? "work.json" : "work.txt", workload) }),
    ...more,
  });
}

describe("what is found late names file, line and key of ASTRA-sim's system file", () => {
  it.each([
    [
      "more algorithms than dimensions",
      { "all-reduce-implementation": ["ring", "direct"] },
      /^sys\.json:4: all-reduce-implementation: .*found "ring_direct"/,
    ],
    [
      "an unknown algorithm",
      { "all-reduce-implementation": ["rng"] },
      /^sys\.json:4: all-reduce-implementation\.0: .*found "rng"/,
    ],
    [
      "an absurd number of chunks",
      { "preferred-dataset-splits": 1e9 },
      /^sys\.json:3: preferred-dataset-splits: /,
    ],
  ])("2.x: %s", async (_, change, message) => {
    expect(await files(network2, system2(change))).toMatch(message);
  });

  it("2.x: an algorithm that has no all-to-all", async () => {
    const system = system2({ "all-to-all-implementation": ["halvingDoubling"] });
    expect(await files(network2, system, undefined, { collective: "all-to-all" })).toMatch(
      /^sys\.json:7: all-to-all-implementation\.0: .*found "halvingDoubling"/,
    );
  });

  it.each([
    [
      "an unknown algorithm",
      { "all-reduce-implementation": "rng" },
      /^sys\.txt:5: all-reduce-implementation\.0: .*found "rng"/,
    ],
    [
      "an absurd number of chunks",
      { "preferred-dataset-splits": "1000000000" },
      /^sys\.txt:4: preferred-dataset-splits: /,
    ],
    [
      "more algorithms than dimensions",
      { "all-gather-implementation": "ring_ring" },
      /^sys\.txt:6: all-gather-implementation: .*found "ring_ring"/,
    ],
  ])("1.0: %s", async (_, change, message) => {
    expect(
      await files(network1(), system1(change as Record<string, string>), undefined, {
        collective: "all-reduce",
        size: "1TiB",
      }),
    ).toMatch(message);
  });
});

describe("what is found late names file, line and key of the network file", () => {
  it.each([
    [
      "1.0: a bandwidth that no link has",
      network1({ "link-bandwidth": [1e30] }),
      /^net\.json:16: link-bandwidth\.0: .*found /,
    ],
    [
      "1.0: a latency that no link has",
      network1({ "link-latency": [1e30] }),
      /^net\.json:13: link-latency\.0: /,
    ],
    ["1.0: absurdly many NPUs", network1({ "units-count": [1e12] }), /^net\.json:7: units-count\.0: /],
    ["2.x: a bandwidth that no link has", network2.replace("50", "1e30"), /^net\.yml:3: bandwidth\.0: /],
    ["2.x: absurdly many NPUs", network2.replace("8", "1000000000000"), /^net\.yml:2: npus_count\.0: /],
  ])("%s", async (_, network, message) => {
    expect(await files(network, network.startsWith("{") ? system1() : system2())).toMatch(message);
  });

  it("or the flag that takes the place of a key", async () => {
    const given = (more: Partial<AstraSimFlags>, network = network1()) =>
      files(network, system1(), undefined, more);
    expect(await given({ linkBandwidth: [0] })).toMatch(/^--link-bandwidth\.0: .*found 0/);
    expect(await given({ linkLatency: [1e30] })).toMatch(/^--link-latency\.0: /);
    expect(await given({ unitsCount: [2, 4] })).toMatch(/^--units-count: .*found \[2,4\]/);
    expect(await given({ unitsCount: [4] }, network2)).toBe("nothing was refused");
    expect(await given({ linksCount: [4] }, network2)).toMatch(
      /^--links-count: the network file net\.yml has no such list/,
    );
    expect(await given({ numQueuesPerDim: 0 })).toMatch(/^--num-queues-per-dim: .*found 0/);
  });
});

describe("what is found late names file, line and key of the workload file", () => {
  const group = "HYBRID_TRANSFORMER model_parallel_NPU_group: 3\n1\n";
  const checkpoints =
    "HYBRID_TRANSFORMER_FWD_IN_BCKWD model_parallel_NPU_group: 2\ncheckpoints: 1 0 checkpoint_initiates: 1 0\n1\n";
  it.each([
    ["a group that does not divide", `${group}${layer}`, /^work\.txt:1: model_parallel_NPU_group: .*found 3/],
    ["a checkpoint that initiates itself", `${checkpoints}${layer}`, /^work\.txt:2: checkpoints: /],
    [
      "an unknown parallelism",
      `HYBRID_CUSTOMIZED\n1\n${layer} DTA`,
      /^work\.txt:3: layer conv1: parallelism: .*found "DTA"/,
    ],
  ])("%s", async (_, workload, message) => {
    expect(await files(network1(), system1(), workload)).toMatch(message);
  });

  it("or the flag", async () => {
    expect(await files(network1(), system1(), `DATA\n1\n${layer}`, { numPasses: 1e12 })).toMatch(
      /^--num-passes: /,
    );
  });

  const node = (id: number, more: object) => JSON.stringify({ id, after: [], ...more });
  const graph = (ranks: number, ...nodes: string[]) =>
    `{"schema":"astra-ts/graph@1",\n"ranks":[[0,${ranks}]],\n"programs":[[\n${nodes.join(",\n")}\n]]}`;
  const compute = node(0, { kind: "compute", duration: 5 });
  it.each([
    [
      "an unknown collective",
      graph(8, compute, node(1, { kind: "collective", collective: "brodcast", bytes: 8 })),
      /^work\.json:5: programs\.0\.1\.collective: .*found "brodcast"/,
    ],
    [
      "a node that waits for none",
      graph(8, compute, node(1, { kind: "compute", duration: 1, after: [7] })),
      /^work\.json:3: programs\.0: .*found 7/,
    ],
    ["another number of NPUs", graph(4, compute), /^work\.json:2: ranks: .*found 4/],
    [
      "a message to itself",
      graph(8, compute, node(3, { kind: "send", to: 0, tag: 0, bytes: 8 })),
      /^work\.json:5: ranks\.0: node 3: .*found 0/,
    ],
    [
      "a dimension that is not there",
      graph(8, compute, node(3, { kind: "collective", collective: "all-reduce", bytes: 8, dimensions: [4] })),
      /^work\.json:5: ranks\.0: node 3: .*found 4/,
    ],
  ])("%s", async (_, workload, message) => {
    expect(await files(network1(), system1(), workload)).toMatch(message);
  });
});

describe("what is found late names file, line and key of an experiment", () => {
  const ring = "{ shape: ring, npus: 4, bandwidth: 50GB/s, latency: 500ns }";
  const allReduce = "workload: { collective: all-reduce, size: 1MiB }";
  it.each([
    [
      "dimensions beside overrides",
      `topology:\n  dimensions:\n    - ${ring.replace("50GB/s", "1e30")}\n${allReduce}\n`,
      /^e\.yaml:3: topology\.dimensions\.0\.bandwidth: /,
    ],
    [
      "options of one of several backends",
      `topology: [${ring}]\nnetworks:\n  - analytical\n  - { backend: packet, flitBytes: 0 }\n${allReduce}\n`,
      /^e\.yaml:4: networks\.1\.flitBytes: /,
    ],
    [
      "an option beside a system file",
      `topology: [${ring}]\nsystem:\n  file: sys.json\n  allReduceImplementation: [ring, ring]\n${allReduce}\n`,
      /^e\.yaml:4: system\.allReduceImplementation: /,
    ],
    [
      "an option of the system file",
      `topology: [${ring}]\nsystem:\n  file: wrong.json\n${allReduce}\n`,
      /^wrong\.json:4: all-reduce-implementation: /,
    ],
    ["a network file", `topology:\n  file: wrong.yml\n${allReduce}\n`, /^wrong\.yml:3: bandwidth\.0: /],
    [
      "overrides beside a network file",
      `topology:\n  file: net.yml\n  overrides:\n    - { from: 0, to: 99, failed: true }\n${allReduce}\n`,
      /^e\.yaml:4: topology\.overrides\.0/,
    ],
    [
      "passes beside a workload file",
      `topology: [${ring}]\nworkload:\n  file: work.txt\n  passes: 1000000000000\n`,
      /^e\.yaml:4: workload\.passes: /,
    ],
    [
      "a size",
      `topology: [${ring}]\nsystem: { preferredDatasetSplits: 4 }\nworkload:\n  collective: all-reduce\n  size: 1e17\n`,
      /^e\.yaml:5: workload\.size: /,
    ],
  ])("%s", async (_, text, message) => {
    write("net.yml", network2);
    write("wrong.yml", network2.replace("50", "1e30"));
    write("sys.json", system2());
    write("wrong.json", system2({ "all-reduce-implementation": ["ring", "direct"] }));
    write("work.txt", `DATA\n1\n${layer}`);
    expect(await refusal(write("e.yaml", text), {})).toMatch(message);
  });
});

describe("what a variant or a sweep changes names the line and the key of the change", () => {
  const base = `topology: [{ shape: ring, npus: 4, bandwidth: 50GB/s, latency: 500ns }]
workload: { collective: all-reduce, size: 1MiB }
`;
  const change = "topology.0.npus: zero";
  it.each([
    [`variants:\n  fast: { ${change} }\n`, "variants.fast.topology.0.npus"],
    ["sweep:\n  grid: { topology.0.npus: [zero] }\n", "sweep.grid.topology.0.npus.0"],
    ["sweep:\n  grid: { size: { fields: topology.0.npus, values: [zero] } }\n", "sweep.grid.size.values.0"],
    [
      `sweep:\n  grid: { machine: { cases: { a: { ${change} } } } }\n`,
      "sweep.grid.machine.cases.a.topology.0.npus",
    ],
    [`sweep:\n  list: [{ name: a, set: { ${change} } }]\n`, "sweep.list.0.set.topology.0.npus"],
  ])("%j", (text, field) => {
    const file = write("changes.yaml", base + text);
    const [problem] = problemsOfChanges(loadExperiment(file), createDefaultRegistry());
    expect(problem?.message.replaceAll(`${folder}/`, "")).toBe(
      `changes.yaml:4: ${field}: not a valid value: found "zero", expected number`,
    );
  });
});
