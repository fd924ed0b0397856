// The conformance kit over what comes with astra-ts, as its packages are published: for `node --test` in a user's folder.
import { test } from "node:test";
import { collectiveConformance, networkConformance, trainingLoopConformance } from "@astra-ts/core/testing";
import { installedNs3 } from "@astra-ts/net-ns3";
import { builtInPlugins } from "astra-ts";

/** Why a backend cannot run here; undefined where it can. */
function missing(name) {
  if (name !== "ns3") return undefined;
  try {
    installedNs3();
  } catch (error) {
    return error.details?.problem ?? error.message;
  }
}

const kinds = [
  ["networks", (network) => networkConformance(network, { messages: 100 })],
  ["collectives", collectiveConformance],
  ["trainingLoops", trainingLoopConformance],
];
for (const [kind, conformance] of kinds)
  for (const entry of builtInPlugins.flatMap(({ entries }) => entries[kind] ?? [])) {
    const skip = missing(entry.name);
    const { checks, leftOut } = conformance(entry);
    for (const { name, run } of checks) test(`${entry.name}: ${name}`, { skip }, run);
    for (const { name, reason } of leftOut) test(`${entry.name}: ${name}`, { skip: reason }, () => {});
  }
