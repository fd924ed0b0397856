import { describe, test } from "node:test";
import { networkConformance } from "@astra-ts/core/testing";
import { loggp } from "./loggp.js";

const suites = {
  "defaults from the topology": networkConformance(loggp),
  "all four numbers given": networkConformance(loggp, {
    options: { overhead: 200, gap: 1000, latency: 6000, gapPerByte: 0.1 },
  }),
};
for (const [title, { checks, leftOut }] of Object.entries(suites)) {
  describe(title, () => {
    for (const { name, run } of checks) test(name, run);
    for (const { name, reason } of leftOut) test(name, { skip: reason }, () => undefined);
  });
}
