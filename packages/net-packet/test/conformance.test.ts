import { networkConformance } from "@astra-ts/core/testing";
import { describe, it } from "vitest";
import { packet } from "../src/index.js";

describe("the packet backend keeps the contract of network backends", () => {
  for (const { name, run } of networkConformance(packet, { messages: 300 }).checks) it(name, run);
});

describe("with small buffers and two-stage routers", () => {
  const options = { vcsPerVnet: 2, buffersPerVc: 2, routerLatency: 2, packetBytes: 256 };
  for (const { name, run } of networkConformance(packet, { messages: 150, options }).checks) it(name, run);
});

describe("with minimal adaptive routing", () => {
  const options = { routing: "adaptive", vcsPerVnet: 4, packetBytes: 256 };
  const { checks } = networkConformance(packet, { messages: 150, options });
  // Machines that are not made of whole dimensions refuse it.
  for (const { name, run } of checks.filter(({ name }) => !/failed link|graph of/.test(name))) it(name, run);
});
