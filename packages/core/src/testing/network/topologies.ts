import { createGraphTopology } from "../../topology/create-graph-topology.js";
import { createTopology } from "../../topology/create-topology.js";
import type { Topology } from "../../topology/topology.js";

/** A machine to try a backend on. */
export interface TestMachine {
  readonly name: string;
  readonly shapes: readonly string[];
  /** The machine, new each time. */
  create(): Topology;
}

const link = { bandwidth: 50, latency: 500 };
const slow = { bandwidth: 12.5, latency: 2000 };

function regular(...dimensions: readonly (readonly [shape: string, npus: number])[]): TestMachine {
  return {
    name: dimensions.map(([shape, npus]) => `${shape} ${npus}`).join(" x "),
    shapes: dimensions.map(([shape]) => shape),
    create: () =>
      createTopology(
        dimensions.map(([shape, npus], index) => ({
          shape,
          npus,
          ...(index === 0 ? link : slow),
          ...(shape === "leaf-spine" ? { leaves: 2, spines: 2 } : {}),
        })),
      ),
  };
}

/** The machine that most checks use. */
export const ringOfEight = regular(["ring", 8]);

/** Every shape, alone and combined, small and odd sizes, a single NPU, a failed link, and links given one by one. */
export const testMachines: readonly TestMachine[] = [
  ringOfEight,
  regular(["ring", 2]),
  regular(["ring", 5]),
  regular(["ring", 1]),
  regular(["fully-connected", 5]),
  regular(["switch", 6]),
  regular(["mesh", 4]),
  regular(["mesh", 3], ["mesh", 4]),
  regular(["hypercube", 8]),
  regular(["leaf-spine", 8]),
  regular(["ring", 4], ["switch", 2]),
  regular(["switch", 2], ["ring", 3]),
  regular(["ring", 2], ["fully-connected", 3], ["switch", 2]),
  {
    name: "ring 6 with a failed link",
    shapes: ["ring"],
    create: () =>
      createTopology([{ shape: "ring", npus: 6, ...link }], {
        overrides: [{ from: 2, to: 3, failed: true }],
      }),
  },
  {
    name: "a graph of 4 NPUs and 2 switches",
    shapes: ["graph"],
    create: () =>
      createGraphTopology({
        nodes: [
          ...[0, 1, 2, 3].map((rank) => ({ name: `gpu ${rank}`, kind: "npu" as const })),
          ...[0, 1].map((number) => ({ name: `plx ${number}`, kind: "switch" as const })),
        ],
        links: [
          { from: "gpu 0", to: "plx 0", ...link },
          { from: "gpu 1", to: "plx 0", ...link },
          { from: "gpu 2", to: "plx 1", ...link },
          { from: "gpu 3", to: "plx 1", ...link },
          { from: "plx 0", to: "plx 1", ...slow },
          { from: "gpu 0", to: "gpu 3", ...slow },
        ],
      }),
  },
];
