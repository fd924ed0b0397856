import { definePlugin } from "@astra-ts/core";
import { format } from "./format.js";

export { format } from "./format.js";

export default definePlugin({
  name: "plugin-name",
  version: "0.1.0",
  apiVersion: 1,
  workloadFormats: [format],
});
