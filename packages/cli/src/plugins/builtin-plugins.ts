import { createRegistry, type Registry } from "@astra-ts/core";
import { fileFormats } from "@astra-ts/formats";
import { analyticalNetworks } from "@astra-ts/net-analytical";
import { ns3Network } from "@astra-ts/net-ns3";
import { packetNetwork } from "@astra-ts/net-packet";
import { reporters } from "@astra-ts/report";
import { systemLayer } from "@astra-ts/system";
import { workloadLayer } from "@astra-ts/workload";
import { workloadGenerator } from "@astra-ts/workload-gen";

/** Every plugin that comes with astra-ts. */
export const builtInPlugins = [
  workloadLayer,
  systemLayer,
  analyticalNetworks,
  packetNetwork,
  ns3Network,
  workloadGenerator,
  fileFormats,
  reporters,
];

/** A registry of the built-in plugins and any others. */
export function createDefaultRegistry(plugins: readonly unknown[] = []): Registry {
  return createRegistry([...builtInPlugins, ...plugins]);
}
