import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createRegistry,
  createTopology,
  type DimensionInput,
  type RootedKind,
  rootedKinds,
  simulate,
} from "@astra-ts/core";
import { analyticalNetworks } from "@astra-ts/net-analytical";
import { systemLayer } from "@astra-ts/system";
import { workloadLayer } from "@astra-ts/workload";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { astraTs } from "./astra-ts.js";

const registry = createRegistry([workloadLayer, systemLayer, analyticalNetworks]);
const line = (shape: string, npus: number): DimensionInput => ({ shape, npus, bandwidth: 50, latency: 100 });

interface Run {
  readonly dimensions: readonly DimensionInput[];
  readonly collective: RootedKind;
  readonly bytes: number;
  readonly root?: number;
  readonly algorithm?: string;
  readonly network?: string;
  readonly chunks?: number;
}

const run = ({
  dimensions,
  collective,
  bytes,
  root = 0,
  algorithm,
  network = "analytical",
  chunks = 1,
}: Run) =>
  simulate(
    {
      name: collective,
      topology: createTopology([...dimensions]),
      network: { name: network },
      system: {
        name: "astra",
        options: {
          endpointDelay: 0,
          preferredDatasetSplits: chunks,
          ...(algorithm === undefined ? {} : { [`${collective}Implementation`]: [algorithm] }),
        },
      },
      workload: { kind: "collective", collective, bytes, root },
    },
    registry,
  );

const fully4 = [line("fully-connected", 4)];

describe("broadcast, reduce, gather and scatter", () => {
  // A message of b bytes takes 100 + b/50 ns; a reduction at 500,000 bytes/ns takes none.
  it.each([
    ["broadcast", "chain", 8000, (3 + 3) * (100 + 2000 / 50)],
    ["reduce", "chain", 8000, (3 + 3) * (100 + 2000 / 50)],
    ["gather", "chain", 2000, 3 * (100 + 2000 / 50)],
    ["scatter", "chain", 8000, 3 * (100 + 2000 / 50)],
    ["broadcast", "binomialTree", 8000, 2 * (100 + 8000 / 50)],
    ["reduce", "binomialTree", 8000, 2 * (100 + 8000 / 50)],
    ["gather", "binomialTree", 2000, 100 + 2000 / 50 + (100 + 4000 / 50)],
    ["scatter", "binomialTree", 8000, 100 + 4000 / 50 + (100 + 2000 / 50)],
    ["broadcast", "flatTree", 8000, 100 + 8000 / 50],
    ["broadcast", "flatTree1", 8000, 3 * (100 + 8000 / 50)],
    ["gather", "flatTree", 2000, 100 + 2000 / 50],
  ] as const)("take their time: %s by %s", async (collective, algorithm, bytes, time) => {
    for (const root of [0, 3])
      expect((await run({ dimensions: fully4, collective, algorithm, bytes, root })).time.total).toBe(time);
  });

  it("are done by what suits their size, where no algorithm is named", async () => {
    const names = async (bytes: number) =>
      Promise.all(
        rootedKinds.map(async (collective) => {
          const { systemReport } = await run({ dimensions: [line("ring", 16)], collective, bytes });
          return systemReport.algorithms?.map(({ algorithm }) => algorithm).join();
        }),
      );
    expect(await names(1000)).toEqual(["binomialTree", "binomialTree", "binomialTree", "binomialTree"]);
    expect(await names(100_000_000)).toEqual(["chain", "chain", "binomialTree", "binomialTree"]);
  });

  it("never beat their bound, whoever is the root", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          dimensions: fc.array(
            fc
              .tuple(
                fc.constantFrom("ring", "fully-connected", "switch", "mesh"),
                fc.constantFrom(2, 3, 4, 5),
              )
              .map(([shape, npus]) => line(shape, npus)),
            { minLength: 1, maxLength: 2 },
          ),
          collective: fc.constantFrom(...rootedKinds),
          algorithm: fc.constantFrom(undefined, "chain", "binomialTree", "flatTree", "flatTree2"),
          bytes: fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 3000, max: 4_000_000 })),
          chunks: fc.integer({ min: 1, max: 3 }),
          network: fc.constantFrom("analytical-congestion", "flow"),
          place: fc.nat(),
        }),
        async ({ place, ...options }) => {
          const npus = options.dimensions.reduce((product, own) => product * own.npus, 1);
          const { bound, time } = await run({ ...options, root: place % npus });
          expect(bound).toMatchObject({ notes: [], below: false });
          expect(time.total).toBeGreaterThanOrEqual(bound!.total);
          expect(bound!.total).toBeGreaterThan(0);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("are asked for in an experiment and by flags, with a root", () => {
    const folder = mkdtempSync(join(tmpdir(), "astra-ts-rooted-"));
    const file = join(folder, "experiment.yaml");
    const network = join(folder, "network.yml");
    const system = join(folder, "system.json");
    writeFileSync(
      file,
      `topology: [{ shape: fully-connected, npus: 4, bandwidth: 50GB/s, latency: 100ns }]
system: { endpointDelay: 0, broadcastImplementation: flatTree1 }
workload: { collective: broadcast, size: 8000, root: 3 }
`,
    );
    writeFileSync(network, "topology: [FullyConnected]\nnpus_count: [4]\nbandwidth: [50]\nlatency: [100]\n");
    writeFileSync(system, JSON.stringify({ "preferred-dataset-splits": 1, "endpoint-delay": 0 }));
    const files = ["--network-configuration", network, "--system-configuration", system];
    const broadcast = ["--collective", "broadcast", "--size", "8000"];
    const time = (...flags: string[]): unknown =>
      (JSON.parse(astraTs("run", ...flags, "--json").stdout) as { time: { total: number } }).time.total;
    const told = (...flags: string[]): string => astraTs("run", ...flags).stderr;
    try {
      expect(time(file)).toBe(3 * (100 + 8000 / 50));
      // Rings are chains here: 6 messages of 2000 bytes at 50 * 1.073741824 bytes/ns.
      expect(time(...files, ...broadcast, "--root", "2")).toBe(6 * (100 + 37));
      expect(told(...files, ...broadcast, "--root", "4")).toMatch(/--root.*no such rank.*found 4/s);
      expect(told(...files, "--collective", "all-reduce", "--size", "8000", "--root", "1")).toMatch(
        /--root.*all-reduce, which has none/s,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
