import { readdirSync, readFileSync } from "node:fs";
import { createGraphTopology, isAstraError, type TopologyFormat } from "@astra-ts/core";
import { describe, expect, it } from "vitest";
import { fileFormats } from "../src/index.js";

const formats = fileFormats.entries.topologyFormats!;
const textOf = (path: string): string => readFileSync(new URL(`files/${path}`, import.meta.url), "utf8");

/** A machine from a text that exactly one format recognizes. */
function machine(text: string, given?: Record<string, unknown>) {
  const [format, ...others] = formats.filter((one) => one.recognizes(text)) as TopologyFormat[];
  expect(others).toEqual([]);
  const warnings: string[] = [];
  const options = format!.options?.["~standard"].validate(given ?? {}) as { value: unknown } | undefined;
  const read = format!.read(
    text,
    { file: "machine", warn: (message) => warnings.push(message) },
    options?.value,
  );
  const topology = createGraphTopology(read.graph);
  const graph = topology.graph();
  /** Time of the first byte and bandwidth of the narrowest link from one NPU to another. */
  const way = (from: number, to: number) => {
    const route = graph.route(from, to);
    return {
      links: route.length,
      latency: route.reduce((sum, link) => sum + graph.table.latency[link]!, 0),
      bandwidth: Math.min(...route.map((link) => graph.table.bandwidth[link]!)),
    };
  };
  return { ...read, topology, links: graph.table.from.length, way, warnings };
}

function problem(text: string, given?: Record<string, unknown>): string {
  try {
    machine(text, given);
  } catch (error) {
    if (isAstraError(error)) return error.message;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("htsim's fat trees", () => {
  it.each([
    ["leaf_spine_tiny", 32, 4 + 2, 2 * (32 + 8)],
    ["atlahs_leaf_spine_16_1os", 16, 4 + 4, 2 * (16 + 16)],
    ["atlahs_leaf_spine_1024_hpc", 1024, 32 + 32, 2 * (1024 + 1024)],
    // Two pods of two ToRs and two aggregation switches; four cores with two links each to an aggregation switch of each pod.
    ["astra-sim_8nodes", 8, 4 + 4 + 4, 2 * (8 + 8 + 16)],
  ])("%s", (name, npus, switches, links) => {
    const read = machine(textOf(`htsim/${name}.topo`));
    expect(read.topology.npus).toBe(npus);
    expect(read.graph.nodes.length - npus).toBe(switches);
    expect(read.links).toBe(links);
  });

  it("have the speeds and latencies of their tiers, and pass each switch once", () => {
    const text = textOf("htsim/astra-sim_8nodes.topo").replace(
      "Radix_Up 2\n",
      "Radix_Up 2\nSwitch_Latency_ns 50\n",
    );
    const { way } = machine(text);
    expect(way(0, 1)).toEqual({ links: 2, latency: 2000 + 50, bandwidth: 25 });
    expect(way(0, 2)).toEqual({ links: 4, latency: 4000 + 100, bandwidth: 25 });
    expect(way(0, 7)).toEqual({ links: 6, latency: 6000 + 100, bandwidth: 12.5 });
  });

  it.each([
    [(text: string) => text.replace("Podsize 4", "Podsize 3"), /:5: the numbers do not fit together: pods/],
    [(text: string) => text.replace("Radix_Up 4", "Radix_Up 3"), /:11: Radix_Up: .*found 3, expected 4/],
    [(text: string) => text.replace("Nodes 8\n", ""), /:1: Nodes: Nodes is missing/],
    [(text: string) => text.replace("Tiers 3", "Tiers 2"), /:2: Tiers: .*found "3 sections", expected 2/],
    [
      (text: string) => text.replace("Podsize 4", "Podsize 4\nPodsize 4"),
      /:4: Podsize: Podsize is given twice/,
    ],
    [(text: string) => text.replace("Bundle 2", "Bundle two"), /not a value of Bundle: found "Bundle two"/],
  ])("that do not hold together are refused: %#", (change, sentence) => {
    expect(problem(change(textOf("htsim/astra-sim_8nodes.topo")))).toMatch(sentence);
  });

  it("may have keys that are not known", () => {
    const { warnings } = machine(`${textOf("htsim/leaf_spine_tiny.topo")}\nBundel 2\n`);
    expect(warnings).toEqual([
      expect.stringMatching(/Bundel is not known and not used. Did you mean "bundle"\?/),
    ]);
  });
});

describe("BookSim's anynet", () => {
  const text =
    "router 0 node 0 node 1 2 router 1 10\nrouter 1 node 2 router 0 5\nnode 3 router 2\nrouter 2 router 1\n";

  it("joins routers one way by the latency that is told, and back in a cycle where none is", () => {
    const { way, topology } = machine(text, { cycle: "2ns", bandwidth: "32GB/s" });
    expect(topology.npus).toBe(4);
    expect(way(0, 1)).toEqual({ links: 2, latency: 2 * (1 + 2), bandwidth: 32 });
    expect(way(0, 2)).toEqual({ links: 3, latency: 2 * (1 + 10 + 1), bandwidth: 32 });
    expect(way(2, 0)).toEqual({ links: 3, latency: 2 * (1 + 5 + 1), bandwidth: 32 });
    expect(way(3, 2).latency).toBe(2 * 3);
  });

  it.each([
    ["router 0 node 0\nrouter 1 node 0 router 0\n", /:2: node 0 is at two routers/],
    ["router 0 node 0 node 2 router 1\nrouter 1 node 3\n", /none has the number 1/],
    ["router 0 node 0 node 1\nrouter 0 router\n", /:2: a router has no number/],
    ["router 0 node 0 node 1\nnode 1 node 0\n", /:2: two nodes cannot be joined/],
  ])("%j is refused", (wrong, sentence) => {
    expect(problem(wrong)).toMatch(sentence);
  });
});

describe("TACCL's topologies", () => {
  it("of one time per chunk are a switch, of two an NDv2", () => {
    const dgx2 = machine(textOf("taccl/topo_topo-dgx2-1MB.json"));
    expect(dgx2.topology.npus).toBe(16);
    expect(dgx2.way(0, 15)).toEqual({ links: 2, latency: 300, bandwidth: 2 ** 20 / 8000 });
    const ndv2 = machine(textOf("taccl/topo_topo-ndv2-1MB.json"));
    expect(ndv2.links).toBe(2 * 16);
    expect(ndv2.way(0, 1).bandwidth).toBeCloseTo(2 ** 20 / 23_000, 9);
    expect(ndv2.way(0, 2).bandwidth).toBeCloseTo(2 ** 20 / 46_000, 9);
  });

  it("tell the same machine by chunks of any size", () => {
    const large = machine(textOf("taccl/topo_topo-ndv2-1MB.json")).way(0, 1);
    for (const size of ["1KB", "32KB"]) {
      const { way, warnings } = machine(textOf(`taccl/topo_topo-ndv2-${size}.json`));
      expect(way(0, 1).latency).toBeCloseTo(large.latency, 9);
      expect(way(0, 1).bandwidth / large.bandwidth).toBeCloseTo(1, 1);
      expect(warnings[0]).toContain("timeUnit");
    }
  });

  it("of several nodes are joined by their NICs", () => {
    const { topology, way, graph } = machine(textOf("taccl/topo_topo-dgx2-1MB.json"), { nodes: 2 });
    expect(topology.npus).toBe(32);
    expect(graph.grid).toEqual([16, 2]);
    expect(way(0, 16)).toEqual({ links: 4, latency: 2600, bandwidth: 2 ** 20 / 105_000 });
  });

  it("of other kinds have matrices", () => {
    const text = JSON.stringify({
      name: "two_1MB",
      gpus_per_node: 2,
      alpha: 1,
      links: [
        [0, 1],
        [1, 0],
      ],
      betas: [
        [0, 10],
        [20, 0],
      ],
    });
    const { way } = machine(text);
    expect(way(1, 0).bandwidth).toBeCloseTo(2 ** 20 / 10_000, 9);
    expect(way(0, 1).bandwidth).toBeCloseTo(2 ** 20 / 20_000, 9);
    expect(problem(text, { nodes: 2 })).toMatch(/does not say how its machines are joined/);
    expect(problem(text.replace("two_1MB", "two"))).toMatch(/for how many bytes its times are/);
  });
});

describe("the matrix of nvidia-smi", () => {
  const matrix = (cell: (from: number, to: number) => string, gpus: number, more = ""): string => {
    const names = Array.from({ length: gpus }, (_, gpu) => `GPU${gpu}`);
    const rows = names.map((name, from) =>
      [name, ...names.map((_, to) => (from === to ? " X " : cell(from, to))), "0-31\t0"].join("\t"),
    );
    return [
      `\t${names.join("\t")}${more}\tCPU Affinity\tNUMA Affinity`,
      ...rows,
      "",
      "Legend:",
      "",
      "  X    = Self",
    ].join("\n");
  };

  it("with more NVLinks in a row than a GPU has is a machine with switches", () => {
    const { way, topology, graph, warnings } = machine(matrix(() => "NV18", 8, "\tNIC0\tNIC1"));
    expect(topology.npus).toBe(8);
    expect(graph.links).toHaveLength(8);
    expect(way(0, 7)).toEqual({ links: 2, latency: 1000, bandwidth: 18 * 25 });
    expect(warnings).toEqual(["NIC0, NIC1: they lead out of the machine and are left out"]);
  });

  it("with few NVLinks is a machine of links between GPUs", () => {
    const cube = ["01", "04", "13", "23", "26", "45", "57", "67"];
    const single = ["02", "03", "12", "15", "37", "46", "47", "56"];
    const cell = (from: number, to: number): string => {
      const pair = `${Math.min(from, to)}${Math.max(from, to)}`;
      return cube.includes(pair) ? "NV2" : single.includes(pair) ? "NV1" : "SYS";
    };
    const { graph, way } = machine(matrix(cell, 8), { nvLink: "22GB/s" });
    expect(graph.links).toHaveLength(16 + 8);
    expect(way(0, 1)).toEqual({ links: 1, latency: 500, bandwidth: 22 });
    expect(way(0, 5).links).toBe(2);
  });

  it("without NVLinks is a tree of PCIe", () => {
    const cell = (from: number, to: number): string =>
      from >> 2 !== to >> 2 ? "SYS" : from >> 1 !== to >> 1 ? "PHB" : "PIX";
    const { way } = machine(matrix(cell, 8));
    expect(way(0, 1)).toEqual({ links: 2, latency: 1000, bandwidth: 31.5 });
    expect(way(0, 2).links).toBe(4);
    expect(way(0, 4)).toMatchObject({ links: 6, bandwidth: 31.5 });
  });

  it.each([
    [matrix(() => "NV2", 2).replace("NV2", "FOO"), /GPU0 to GPU1: not a kind of connection: found "FOO"/],
    [matrix(() => "NV2", 3).replace(/^GPU2.*$/m, ""), /GPU2 has no row/],
  ])("that is damaged is refused: %#", (wrong, sentence) => {
    expect(problem(wrong)).toMatch(sentence);
  });
});

describe("every real file", () => {
  it("is a machine in which all NPUs reach each other", () => {
    const files = ["htsim", "taccl"].flatMap((tool) =>
      readdirSync(new URL(`files/${tool}/`, import.meta.url)).map((name) => `${tool}/${name}`),
    );
    expect(files.length).toBeGreaterThan(8);
    for (const file of files) {
      const { topology, way } = machine(textOf(file));
      for (let rank = 1; rank < topology.npus; rank += Math.ceil(topology.npus / 16))
        expect(way(0, rank).bandwidth).toBeGreaterThan(0);
    }
  });
});
