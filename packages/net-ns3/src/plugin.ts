import { definePlugin, version } from "@astra-ts/core";
import { ns3 } from "./backend.js";

/** ns-3 as a plugin. */
export const ns3Network = definePlugin({
  name: "@astra-ts/net-ns3",
  description: "ns-3 as a network, in a process of its own",
  version,
  apiVersion: 1,
  networks: [ns3],
});
