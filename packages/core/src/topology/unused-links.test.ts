import { expect, it } from "vitest";
import { createGraphTopology, type GraphInput } from "./create-graph-topology.js";
import { createTopology } from "./create-topology.js";

const link = (from: string, to: string) => ({ from, to, bandwidth: 1, latency: 1 });
const diamond: GraphInput = {
  nodes: [
    { name: "a", kind: "npu" },
    { name: "b", kind: "npu" },
    { name: "up", kind: "switch" },
    { name: "low", kind: "switch" },
  ],
  links: [link("a", "up"), link("up", "b"), link("a", "low"), link("low", "b")],
};

it("names no link where equal ways share", () => {
  expect(createGraphTopology(diamond).unusedLinks?.()).toBeUndefined();
  expect(
    createTopology([{ shape: "ring", npus: 4, bandwidth: 1, latency: 1 }]).unusedLinks?.(),
  ).toBeUndefined();
});

it("names those that a single path leaves aside", () => {
  expect(createGraphTopology(diamond, { routing: { paths: "single" } }).unusedLinks?.()).toBe(
    "No route takes the links a -> low, low -> a, low -> b and 1 more: equally short ways come first.",
  );
});

it("names those that lie on longer ways", () => {
  const links = [...diamond.links, link("up", "low")];
  expect(createGraphTopology({ ...diamond, links }).unusedLinks?.()).toBe(
    "No route takes the links up -> low, low -> up: all other ways are shorter.",
  );
});
