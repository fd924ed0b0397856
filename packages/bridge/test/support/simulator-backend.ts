import process from "node:process";
import { fileURLToPath } from "node:url";
import { defineNetwork, type NetworkBackend, type StandardSchema } from "@astra-ts/core";
import { ProcessNetwork, type ProcessNetworkOptions } from "../../src/index.js";

const simulator = fileURLToPath(new URL("simulator.mjs", import.meta.url));

/** Takes no options. */
const noOptions: StandardSchema<Record<string, never>> = {
  "~standard": {
    version: 1,
    vendor: "test",
    validate: (value) =>
      typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0
        ? { value: {} }
        : { issues: [{ message: "there are no options" }] },
  },
};

/** The test simulator as a network backend; `fault` is a way to misbehave. */
export function simulatorBackend(
  fault = "none",
  more: Partial<ProcessNetworkOptions> = {},
  environment: Readonly<Record<string, string>> = {},
): NetworkBackend<Record<string, never>> {
  const program = {
    name: "the test simulator",
    command: process.execPath,
    parameters: [simulator, fault],
    environment,
  };
  return defineNetwork({
    name: "test",
    description: "a simulator in another process",
    options: noOptions,
    capabilities: { contention: false, perLinkReport: true, lockStep: true, ordered: true },
    create: (context) => new ProcessNetwork(context, { program, ...more }),
  });
}
