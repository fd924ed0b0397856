import { createRegistry } from "@astra-ts/core";
import { analyticalNetworks } from "@astra-ts/net-analytical";
import { systemLayer } from "@astra-ts/system";
import { workloadLayer } from "@astra-ts/workload";

/** The plugins that recorded runs need. */
export const registry = createRegistry([workloadLayer, systemLayer, analyticalNetworks]);
