import { expect, it } from "vitest";
import { fakeResult } from "../../test/fake-result.js";
import { provenanceOfRun } from "./provenance-page.js";

it("tells what the network chose, and not what the options say", () => {
  const result = fakeResult({ network: "packet" });
  const chosen = { flitBytes: 100, vcsPerVnet: 8, buffersPerVc: "120 to 640" };
  const setup = {
    network: { name: "packet", options: { vcsPerVnet: 8 } },
    system: { name: "astra", options: {} },
    workload: { kind: "layers", options: {} },
    seed: 1,
  };
  const networkReport = { ...result.networkReport, chosen };
  expect(provenanceOfRun({ ...result, setup, networkReport }).facts).toContainEqual({
    label: "Chosen by the network",
    value: "flitBytes 100, buffersPerVc 120 to 640",
  });
  const labels = provenanceOfRun({ ...result, setup }).facts.map(({ label }) => label);
  expect(labels).not.toContain("Chosen by the network");
});
