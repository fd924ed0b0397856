import { definePlugin } from "@astra-ts/core";
import { trainingLoop } from "./training-loop.js";

export { trainingLoop } from "./training-loop.js";

export default definePlugin({
  name: "plugin-name",
  version: "0.1.0",
  apiVersion: 1,
  trainingLoops: [trainingLoop],
});
