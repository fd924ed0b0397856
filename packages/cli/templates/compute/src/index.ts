import { definePlugin } from "@astra-ts/core";
import { computeModel } from "./compute-model.js";

export { computeModel } from "./compute-model.js";

export default definePlugin({
  name: "plugin-name",
  version: "0.1.0",
  apiVersion: 1,
  computeModels: [computeModel],
});
