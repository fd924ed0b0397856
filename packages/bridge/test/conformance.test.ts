import { networkConformance } from "@astra-ts/core/testing";
import { describe, it } from "vitest";
import { simulatorBackend } from "./support/simulator-backend.js";

describe.skipIf(process.platform === "win32")("a simulator in another process keeps the contract", () => {
  for (const { name, run } of networkConformance(simulatorBackend(), { messages: 200 }).checks) it(name, run);
});
