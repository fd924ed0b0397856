import { definePlugin } from "@astra-ts/core";
import { collective } from "./collective.js";

export { collective } from "./collective.js";

export default definePlugin({
  name: "plugin-name",
  version: "0.1.0",
  apiVersion: 1,
  collectives: [collective],
});
