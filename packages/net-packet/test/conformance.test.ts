import { networkConformance } from "@astra-ts/core/testing";
import { describe, it } from "vitest";
import { packet } from "../src/index.js";

describe("packet", () => {
  for (const { name, run } of networkConformance(packet).checks) it(name, run);
});
