import { definePlugin, version } from "@astra-ts/core";
import { packet } from "./backend/backend.js";

/** The packet network as a plugin. */
export const packetNetwork = definePlugin({
  name: "@astra-ts/net-packet",
  description: "Flit-level packet network",
  version,
  apiVersion: 1,
  networks: [packet],
});
