import { definePlugin } from "@astra-ts/core";
import { network } from "./network.js";

export { network } from "./network.js";

export default definePlugin({
  name: "plugin-name",
  version: "0.1.0",
  apiVersion: 1,
  networks: [network],
});
