import { createRegistry, createTopology, definePlugin, simulate } from "@astra-ts/core";
import { analyticalNetworks } from "@astra-ts/net-analytical";
import { packetNetwork } from "@astra-ts/net-packet";
import { systemLayer } from "@astra-ts/system";
import { workloadLayer } from "@astra-ts/workload";
import { bestOf } from "./measure.mjs";

/** Entries of these kinds as a plugin of ours, which no gate guards, or as a stranger's. */
function as(name, plugins, kinds) {
  const all = plugins.flatMap(({ entries }) => Object.entries(entries));
  const own = kinds.map((kind) => [
    kind,
    all.filter(([other]) => other === kind).flatMap(([, list]) => list),
  ]);
  return definePlugin({ name, apiVersion: 1, ...Object.fromEntries(own) });
}

/** An all-reduce in 64 chunks on 64 NPUs, several times. */
const run = (network, passes, plugins) =>
  simulate(
    {
      name: "gate",
      topology: createTopology([{ shape: "ring", npus: 64, bandwidth: 50, latency: 500 }]),
      network: { name: network },
      system: { name: "astra", options: { preferredDatasetSplits: 64, allReduceImplementation: "ring" } },
      workload: { kind: "collective", collective: "all-reduce", bytes: 2 ** 20 },
      workloadOptions: { passes },
      symmetry: "off",
    },
    createRegistry(plugins),
  );

const ours = [analyticalNetworks, packetNetwork, systemLayer, workloadLayer];
const kinds = ["networks", "collectives", "systems", "workloads", "trainingLoops"];
/** Our plugins, those of one kind as a stranger's. */
const guardedOnly = (guarded) => [
  as("stranger", ours, guarded === undefined ? [] : [guarded]),
  as(
    "@astra-ts/bench",
    ours,
    kinds.filter((kind) => kind !== guarded),
  ),
];

export default {
  name: "gate",
  description:
    "what guarding the calls of a stranger's plugin costs: CPU time over that of the same plugin unguarded",
  async *measure() {
    for (const [what, kind, network, passes] of [
      ["a network of known flight times", "networks", "analytical", 4],
      ["a network that delivers", "networks", "analytical-congestion", 2],
      ["a network with a clock", "networks", "packet", 1],
      ["collectives", "collectives", "analytical", 4],
      ["a system layer", "systems", "analytical", 4],
    ]) {
      const bare = await bestOf(3, () => run(network, passes, guardedOnly(undefined)));
      const guarded = await bestOf(3, () => run(network, passes, guardedOnly(kind)));
      yield { name: what, value: guarded.seconds / bare.seconds, unit: "x" };
    }
  },
};
