import { createGraphTopology, type GeneratedMachine, generateMachine, simulate } from "@astra-ts/core";
import { describe, expect, it } from "vitest";
import { buildExperiment } from "../src/experiment/build.js";
import { findProblems } from "../src/experiment/find-problems.js";
import { loadExperiment } from "../src/experiment/load.js";
import { parseOverride, variantChanges, withOverride } from "../src/experiment/set-override.js";
import { createDefaultRegistry } from "../src/plugins/builtin-plugins.js";
import { astraTs, root } from "./astra-ts.js";

const registry = createDefaultRegistry();
const link = { bandwidth: 50, latency: 500 };
const links = { link, uplink: link, localLink: link, globalLink: link, nodeLink: link };

const machines: GeneratedMachine[] = [
  { generate: "fat-tree", arity: 4, levels: 3, oversubscription: [1, 2], planes: 1, ...links },
  { generate: "fat-tree", arity: 6, levels: 2, oversubscription: [3], planes: 2, ...links },
  { generate: "rails", npusPerNode: 2, nodesPerPod: 3, pods: 2, spines: 2, planes: 1, ...links },
  { generate: "rails", npusPerNode: 3, nodesPerPod: 4, pods: 1, spines: 0, planes: 1, ...links },
  {
    generate: "dragonfly",
    groups: 5,
    routersPerGroup: 2,
    npusPerRouter: 2,
    globalLinks: 2,
    planes: 1,
    ...links,
  },
  {
    generate: "dragonfly-plus",
    groups: 3,
    leavesPerGroup: 2,
    spinesPerGroup: 2,
    npusPerLeaf: 2,
    globalLinks: 1,
    planes: 1,
    ...links,
  },
  { generate: "hyperx", sizes: [3, 3], npusPerSwitch: 2, planes: 1, ...links },
  { generate: "slim-fly", q: 5, npusPerRouter: 1, planes: 1, ...links },
  { generate: "torus", sizes: [3, 6], twist: 3, ...links },
  { generate: "torus", sizes: [2, 3, 4], wrap: [true, false, true], twist: 0, ...links },
];

describe("generated machines", () => {
  const networks = ["analytical", "analytical-congestion", "flow", "packet"];
  it.each(machines.flatMap((machine) => networks.map((network) => ({ machine, network }))))(
    "carry an all-to-all on $network: $machine",
    async ({ machine, network }) => {
      const topology = createGraphTopology(generateMachine(machine));
      const { npus } = topology;
      const workload = { kind: "collective", collective: "all-to-all", bytes: npus * 2_000 } as const;
      const result = await simulate(
        { name: machine.generate, topology, network: { name: network }, workload },
        registry,
      );
      expect(result.npuFinish.every((time) => time > 0)).toBe(true);
      expect(result.bytesSent.reduce((sum, bytes) => sum + bytes, 0)).toBe(result.networkReport.bytes);
      if (network !== "analytical") expect(result.warnings).toEqual([]);
    },
  );

  it("of the example take the time that is derived there", async () => {
    const loaded = loadExperiment(`${root}examples/topologies/experiment.yaml`);
    const time = async (variant?: string): Promise<number> => {
      const changes =
        variant === undefined ? [] : variantChanges(variant, (loaded.raw.variants as never)[variant]);
      const raw = changes.reduce<unknown>(
        (so, change) => withOverride(so, change),
        loaded.raw,
      ) as typeof loaded.raw;
      const { experiment } = buildExperiment({ ...loaded, raw }, registry);
      const {
        time: { total },
      } = await simulate(experiment, registry);
      return total;
    };
    const latencies = 4_000;
    const within = (total: number, derived: number) => {
      expect(total).toBeGreaterThanOrEqual(derived);
      expect(total).toBeLessThan(derived + latencies);
    };
    within(await time(), 71e6 / 50);
    within(await time("fat tree, 3 to 1"), (66e6 * 3) / 50);
    within(await time("rails"), 64e6 / 50);
    within(await time("dragonfly"), 71e6 / 50);
    within(await time("flattened butterfly"), 71e6 / 50);
    const torus = await time("torus");
    expect(torus / ((36 * 36e6) / (12 * 25))).toBeGreaterThan(1);
    expect(torus / ((36 * 36e6) / (12 * 25))).toBeLessThan(1.1);
    expect(await time("twisted torus")).toBeLessThan(0.75 * torus);
  });

  it("are counted out by validate", () => {
    expect(astraTs("validate", "examples/topologies/experiment.yaml").stdout).toBe(
      "examples/topologies/experiment.yaml is a valid experiment\n72 NPUs, 18 switches, 144 cables; 1.8 TB/s between its halves, 50 GB/s for each NPU of the smaller one\n",
    );
  });

  it.each([
    ["topology.arity=5", "topology.arity: the ports of a switch go half down and half up: found 5"],
    ["topology.levels=4", "topology.levels"],
    ["topology.generate=fat-trie", "topology.generate"],
    ["topology.armity=4", "topology.armity"],
    ["topology.grid=[7]", "topology.grid: the logical dimensions do not cover the NPUs: found [7]"],
  ])("%s is refused", (change, message) => {
    const loaded = loadExperiment(`${root}examples/topologies/experiment.yaml`, [parseOverride(change)]);
    expect(
      findProblems(loaded, registry)
        .map((problem) => problem.message)
        .join(),
    ).toContain(message);
  });
});
