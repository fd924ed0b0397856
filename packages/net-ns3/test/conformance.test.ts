import { networkConformance } from "@astra-ts/core/testing";
import { describe } from "vitest";
import { ns3 } from "../src/index.js";
import { itWithNs3 } from "./support/with-ns3.js";

describe("the ns3 backend keeps the contract of network backends", () => {
  for (const { name, run } of networkConformance(ns3, { messages: 100 }).checks) itWithNs3(name, run);
});

describe("with TCP", () => {
  const options = { transport: "tcp", mtu: 1500 };
  for (const { name, run } of networkConformance(ns3, { messages: 100, options }).checks)
    itWithNs3(name, run);
});
