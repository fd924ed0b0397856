import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createTopology,
  defineNetwork,
  definePlugin,
  delegate,
  type Experiment,
  innerNetwork,
  isAstraError,
  simulate,
} from "@astra-ts/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { resolveExperiment } from "../src/commands/experiment-options.js";
import { runOne } from "../src/commands/run-one.js";
import { createDefaultRegistry } from "../src/plugins/builtin-plugins.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "astra-ts-fields-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function fieldOf(run: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await run();
  } catch (error) {
    if (isAstraError(error)) return error.details.field;
    throw error;
  }
  return "nothing was refused";
}

const choice = z.strictObject({ name: z.string(), options: z.unknown().optional() });
/** Another network, as it is. */
const wrapper = defineNetwork({
  name: "around",
  description: "another network, as it is",
  options: z.strictObject({ inner: z.union([z.string(), choice]) }),
  capabilities: { contention: true, perLinkReport: true, lockStep: true, ordered: false },
  create: (context, { inner }) => delegate(innerNetwork(context, inner)),
});
const registry = () =>
  createDefaultRegistry([definePlugin({ name: "mine", apiVersion: 1, networks: [wrapper] })]);

const dimension = { shape: "ring", npus: 4, bandwidth: 50, latency: 500 };
/** A library's experiment, as it is but for `over`. */
function inCode(over: () => Partial<Experiment>): Promise<string | undefined> {
  return fieldOf(() =>
    simulate(
      {
        name: "fields",
        topology: createTopology([dimension]),
        workload: { kind: "collective", collective: "all-reduce", bytes: 4096 },
        network: { name: "analytical" },
        ...over(),
      },
      registry(),
    ),
  );
}

const document = {
  topology: "[{ shape: ring, npus: 4, bandwidth: 50GB/s, latency: 500ns }]",
  network: "analytical",
  workload: "{ collective: all-reduce, size: 4KiB }",
};
/** An experiment in a file, with other parts in place of its own, and changes by --set. */
function inDocument(over: Parts, ...set: string[]): Promise<string | undefined> {
  const file = join(folder, "experiment.yaml");
  const parts = { ...document, ...over };
  writeFileSync(
    file,
    Object.entries(parts)
      .filter(([, text]) => text !== "")
      .map(([part, text]) => `${part}: ${text}\n`)
      .join(""),
  );
  const flags = {
    plugin: [],
    trustPlugins: false,
    numPasses: 1,
    commScale: 1,
    computeScale: 1,
    injectionScale: 1,
    rendezvousProtocol: false,
  };
  return fieldOf(async () => {
    const resolved = await resolveExperiment(file, { ...flags, set });
    for (const network of resolved.choices) await runOne(resolved, network, true);
  });
}

const fewClasses = { routing: "shortest", vcsPerVnet: 1 };
const packet = (options: object) => ({ network: { name: "packet", options } });
const around = (inner: unknown) => ({ network: { name: "around", options: { inner } } });
const system = (options: object) => ({ system: { name: "astra", options } });

type Parts = Partial<Record<string, string>>;

/** A mistake, in a library's call and in a document, where it has one name, and in other forms with what it is called there. */
type Mistake = [
  field: string,
  inCode: () => Partial<Experiment>,
  written: Parts,
  others?: [field: string, written: Parts, ...set: string[]][],
];

const mistakes: Mistake[] = [
  [
    "topology.0.bandwidth",
    () => ({ topology: createTopology([{ ...dimension, bandwidth: 1e30 }]) }),
    { topology: "[{ shape: ring, npus: 4, bandwidth: 1e30, latency: 500ns }]" },
    [
      [
        "topology.dimensions.0.bandwidth",
        { topology: "{ dimensions: [{ shape: ring, npus: 4, bandwidth: 1e30, latency: 500ns }] }" },
      ],
      ["--set topology.0.bandwidth", {}, "topology.0.bandwidth=1e30"],
    ],
  ],
  [
    "topology.overrides.0.from",
    () => ({ topology: createTopology([dimension], { overrides: [{ from: 9, to: 1 }] }) }),
    {
      topology:
        "{ dimensions: [{ shape: ring, npus: 4, bandwidth: 1GB/s, latency: 1ns }], overrides: [{ from: 9, to: 1 }] }",
    },
  ],
  [
    "network",
    () => ({ network: { name: "pakcet" } }),
    { network: "pakcet" },
    [
      ["network", { network: "{ backend: pakcet }" }],
      ["networks.1", { network: "", networks: "[analytical, pakcet]" }],
    ],
  ],
  [
    "network.flitBytes",
    () => packet({ flitBytes: 0 }),
    { network: "{ backend: packet, flitBytes: 0 }" },
    [
      ["networks.1.flitBytes", { network: "", networks: "[analytical, { backend: packet, flitBytes: 0 }]" }],
      ["--set network.flitBytes", { network: "{ backend: packet }" }, "network.flitBytes=0"],
    ],
  ],
  [
    // Found by the backend itself, when it has seen the machine.
    "network.vcsPerVnet",
    () => packet(fewClasses),
    { network: "{ backend: packet, routing: shortest, vcsPerVnet: 1 }" },
    [
      [
        "networks.1.vcsPerVnet",
        { network: "", networks: "[analytical, { backend: packet, routing: shortest, vcsPerVnet: 1 }]" },
      ],
    ],
  ],
  ["system", () => ({ system: { name: "astr" } }), { system: "{ model: astr }" }],
  [
    "system.preferredDatasetSplits",
    () => system({ preferredDatasetSplits: 0 }),
    { system: "{ preferredDatasetSplits: 0 }" },
  ],
  [
    "system.allReduceImplementation.0",
    () => system({ allReduceImplementation: "rng" }),
    { system: "{ allReduceImplementation: rng }" },
    [["system.allReduceImplementation.1", { system: "{ allReduceImplementation: [ring, rng] }" }]],
  ],
  [
    "workload.collective",
    () => ({ workload: { kind: "collective", collective: "all-redce" as never, bytes: 8 } }),
    { workload: "{ collective: all-redce, size: 8 }" },
  ],
  [
    "timeline.ranks.0",
    () => ({ timeline: { ranks: [9] } }),
    { timeline: "{ ranks: [9] }" },
    [["--set timeline.ranks.0", {}, "timeline.ranks=[9]"]],
  ],
];

it.each(mistakes.map(([field, over, written, others = []]) => ({ field, over, written, others })))(
  "$field is called so in code, in a document and in a change",
  async ({ field, over, written, others }) => {
    expect(await inCode(over)).toBe(field);
    expect(await inDocument(written)).toBe(field);
    for (const [name, parts, ...set] of others) expect(await inDocument(parts, ...set)).toBe(name);
  },
);

it.each<[field: string, inner: unknown]>([
  ["network.inner", 5],
  ["network.inner", "pakcet"],
  ["network.inner.name", { name: "pakcet" }],
  ["network.inner.options.flitBytes", { name: "packet", options: { flitBytes: 0 } }],
  ["network.inner.options.vcsPerVnet", { name: "packet", options: fewClasses }],
  [
    "network.inner.options.inner.options.vcsPerVnet",
    { name: "around", options: { inner: { name: "packet", options: fewClasses } } },
  ],
])(
  "%s: what a wrapped network says of its options is told where the wrapper has them",
  async (field, inner) => {
    expect(await inCode(() => around(inner))).toBe(field);
  },
);

it("a node of a graph is named by its rank and its id, below what holds the graph", async () => {
  const send = { id: 5, kind: "send", to: 0, tag: 1, bytes: 4, after: [] } as const;
  expect(await inCode(() => ({ workload: { kind: "graph", ranks: [[send], [], [], []] } as never }))).toBe(
    "workload.ranks.0: node 5",
  );
  const graph = { kind: "graph", ranks: [[{ id: 1, kind: "memory", duration: 5, after: [] }]] };
  expect(await inCode(() => system({ collectiveGraphs: { mine: { graph } } }))).toBe(
    "system.collectiveGraphs.mine.graph.ranks.0: node 1",
  );
});
