import { expect, it } from "vitest";
import { createTopology } from "./create-topology.js";
import { rescaledTopology } from "./rescaled.js";

const ring = { shape: "ring", npus: 4, bandwidth: 10, latency: 5 } as const;

it("tells of damaged links in the figures of the machine at hand", () => {
  const damaged = createTopology([ring], { overrides: [{ from: 0, to: 1, oneWay: true, bandwidth: 1 }] });
  const link = { from: "npu 0", to: "npu 1" };
  expect(damaged.damagedLinks?.()).toEqual([{ ...link, text: "has 1 GB/s in place of 10 GB/s" }]);
  expect(rescaledTopology(damaged, { bandwidth: 20 }).damagedLinks?.()).toEqual([
    { ...link, text: "has 20 GB/s in place of 200 GB/s" },
  ]);
});

it("has nothing to tell of a machine whose dimensions say all", () => {
  expect(createTopology([ring]).damagedLinks).toBeUndefined();
  expect(createTopology([ring]).unusedLinks).toBeUndefined();
});
