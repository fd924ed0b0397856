export * from "@astra-ts/core";
export { builtInPlugins, createDefaultRegistry } from "./builtin-plugins.js";
