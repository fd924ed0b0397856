import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Random } from "@astra-ts/core";
import { experimentFromFlags } from "../../../src/astra-sim/flags.js";
import { optionsFor } from "../../../src/experiment/build.js";
import { createDefaultRegistry } from "../../../src/plugins/builtin-plugins.js";
import { mutateData } from "../support/mutate-data.js";
import { mutateText } from "../support/mutate-text.js";
import { oddData, pick } from "../support/odd-values.js";
import {
  garnetTexts,
  graphs,
  networkJson,
  networkYaml,
  ns3Topologies,
  systemJson,
  systemTexts,
  workloadTexts,
} from "../support/seeds.js";
import { simulateSmall } from "../support/simulate-small.js";
import type { Target } from "../support/target.js";

const registry = createDefaultRegistry();
const backends = ["analytical", "analytical-congestion", "flow", "packet"];
const flags = { numPasses: 1, commScale: 1, computeScale: 1, injectionScale: 1, rendezvousProtocol: false };

/** The three files of ASTRA-sim, of which the input replaces one, and flags that go with them. */
interface Files {
  readonly network?: string;
  readonly system?: string;
  readonly workload?: string;
  readonly flags?: object;
}

async function run(
  { network, system, workload, flags: more }: Files,
  backend: string,
  folder: string,
): Promise<void> {
  const write = (name: string, content: string): string => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  };
  const { experiment, networkOptions } = experimentFromFlags(
    {
      ...flags,
      networkConfiguration: write("network.json", network ?? networkJson[0]!),
      systemConfiguration: write("system.txt", system ?? systemTexts[0]!),
      workloadConfiguration: write("workload", workload ?? workloadTexts[0]!),
      ...more,
    },
    registry,
  );
  const options = optionsFor({ name: backend }, networkOptions);
  await simulateSmall({ ...experiment, network: { name: backend, options } }, registry);
}

function fileTarget(
  name: string,
  kind: "network" | "system" | "workload",
  seeds: readonly string[],
  isJson: boolean,
): Target {
  const others = [
    ...networkJson,
    ...networkYaml,
    ...garnetTexts,
    ...ns3Topologies,
    ...systemTexts,
    ...systemJson,
    ...workloadTexts,
  ];
  return {
    name,
    input: (random) => {
      const seed = pick(random, seeds);
      return isJson && random.next() < 0.5
        ? (JSON.stringify(mutateData(JSON.parse(seed), random), null, 1) ?? "")
        : mutateText(seed, pick(random, random.next() < 0.5 ? seeds : others), random);
    },
    read: async (input, folder) => {
      // A two-dimensional network takes the system file of two dimensions; both are tried.
      const system = /"dimensions-count": 2|\[Ring, Switch\]|num-npus/.test(input)
        ? systemJson[0]
        : undefined;
      const backend = backends[input.length % backends.length]!;
      await run({ ...(kind === "network" ? { system } : {}), [kind]: input }, backend, folder);
    },
  };
}

function listFlags(random: Random): object {
  const list = (): unknown =>
    random.next() < 0.5
      ? undefined
      : Array.from({ length: random.integer(4) }, () => {
          const value = pick(random, oddData);
          return typeof value === "number" && Number.isFinite(value) ? value : 4;
        });
  return {
    unitsCount: list(),
    linksCount: list(),
    linkBandwidth: list(),
    linkLatency: list(),
    numPasses: pick(random, [0, 1, 2, 1e9]),
    numQueuesPerDim: pick(random, [undefined, 0, 1, 3, 1e6]),
    commScale: pick(random, [1, 0, -1, 1e300, 1e-300, 0.3]),
    computeScale: pick(random, [1, 0, -1, 1e300, 1e-300, 0.3]),
    injectionScale: pick(random, [1, 0, -1, 1e300, 1e-300, 0.3]),
    rendezvousProtocol: random.next() < 0.3,
    size: pick(random, [undefined, "1KiB", "0", "-1", "1e400", "x", "9007199254740993"]),
    collective: pick(random, [undefined, undefined, "all-reduce", "all-to-all"]),
  };
}

export const astraSimTargets: readonly Target[] = [
  fileTarget("network file, ASTRA-sim 1.0", "network", networkJson, true),
  fileTarget("network file, ASTRA-sim 2.x", "network", networkYaml, false),
  fileTarget("network file, Garnet", "network", garnetTexts, false),
  fileTarget("network file, topology for ns-3", "network", ns3Topologies, false),
  fileTarget("system file, ASTRA-sim 1.0", "system", systemTexts, false),
  fileTarget("system file, ASTRA-sim 2.x", "system", systemJson, true),
  fileTarget("workload file, ASTRA-sim 1.0", "workload", workloadTexts, false),
  fileTarget(
    "execution graph",
    "workload",
    graphs.map((graph) => JSON.stringify(graph, null, 1)),
    true,
  ),
  {
    name: "ASTRA-sim's flags",
    input: (random) =>
      JSON.stringify({
        flags: listFlags(random),
        network: random.integer(networkJson.length),
        backend: random.integer(3),
      }),
    read: async (input, folder) => {
      const {
        flags: given,
        network,
        backend,
      } = JSON.parse(input) as { flags: object; network: number; backend: number };
      await run({ network: networkJson[network], flags: given }, backends[backend]!, folder);
    },
  },
];
