import { definePlugin } from "@astra-ts/core";
import { reporter } from "./reporter.js";

export { reporter } from "./reporter.js";

export default definePlugin({
  name: "plugin-name",
  version: "0.1.0",
  apiVersion: 1,
  reporters: [reporter],
});
