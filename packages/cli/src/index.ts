export * from "@astra-ts/core";
export { builtInPlugins, createDefaultRegistry } from "./plugins/builtin-plugins.js";
