import { definePlugin } from "@astra-ts/core";
import { loggp } from "./loggp.js";

export { loggp } from "./loggp.js";

export default definePlugin({
  name: "astra-ts-loggp",
  version: "0.1.0",
  apiVersion: 1,
  networks: [loggp],
});
