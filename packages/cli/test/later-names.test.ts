import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Result } from "@astra-ts/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { astraTs } from "./astra-ts.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "astra-ts-names-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** A system file of the ASPLOS 2023 tutorial: one algorithm in every dimension and for every collective but the all-to-all. */
function systemFile(splits: number, algorithm: string, ...more: string[]): string {
  const dimensions = algorithm.split("_");
  const lines = [
    "scheduling-policy: LIFO",
    "endpoint-delay: 10",
    "active-chunks-per-dimension: 1",
    `preferred-dataset-splits: ${splits}`,
    ...["all-reduce", "all-gather", "reduce-scatter"].map((kind) => `${kind}-implementation: ${algorithm}`),
    `all-to-all-implementation: ${dimensions.map(() => "direct").join("_")}`,
    "collective-optimization: localBWAware",
    "boost-mode: 1",
    ...more,
  ];
  return write("system.txt", lines.join("\n"));
}

function total(network: string, system: string, ...flags: string[]): number {
  const workload = write("workload.txt", "MICRO\n1\nallreduce -1 1 NONE 0 1 NONE 0 1 ALLREDUCE 1048576 1\n");
  const { stdout, stderr } = astraTs(
    "--network-configuration",
    network,
    "--system-configuration",
    system,
    "--workload-configuration",
    workload,
    "--comm-scale=1024",
    "--json",
    ...flags,
  );
  expect(stderr).not.toContain("error:");
  return (JSON.parse(stdout) as Result).time.total;
}

describe("exercise 3 of the ASPLOS 2023 tutorial, as published", () => {
  const halvingDoubling = "halvingDoubling_halvingDoubling_halvingDoubling";

  it.each([
    ["baseline", "FIFO", 35_008_129],
    ["themis", "SCF", 13_635_871],
  ])("schedules dimensions by %s and chunks by %s: %i ns", (inter, intra, published) => {
    const network = write(
      "3d_switch.json",
      JSON.stringify({
        "topology-name": "Hierarchical",
        "topologies-per-dim": ["Switch", "Switch", "Switch"],
        "dimension-type": ["N", "N", "N"],
        "dimensions-count": 3,
        "units-count": [8, 8, 8],
        "links-count": [1, 1, 1],
        "link-latency": [1, 1, 1],
        "link-bandwidth": [50, 50, 50],
      }),
    );
    const names = [`intra-dimension-scheduling: ${intra}`, `inter-dimension-scheduling: ${inter}`];
    expect(total(network, systemFile(64, halvingDoubling, ...names))).toBe(published);
  });

  it("reads a network file of single values: 40,008,217 ns", () => {
    const network = write(
      "switch.yml",
      "topology: Switch\nnpus_count: [64]\nbandwidth: 50\nlatency: [500]\n",
    );
    const system = systemFile(4, "direct");
    expect(total(network, system, "--network", "analytical-congestion")).toBe(40_008_217);
  });
});
