import { describe, test } from "node:test";
import { networkConformance } from "@astra-ts/core/testing";
import { analyticalNetworks } from "@astra-ts/net-analytical";
import { packetNetwork } from "@astra-ts/net-packet";
import { jitterAndLoss, jitterAndLossOver } from "./index.mjs";

const plugins = [analyticalNetworks, packetNetwork];
const rough = { jitter: 700, loss: 0.1, timeout: 3000 };
const packet = { contention: true, perLinkReport: true, lockStep: true };

const suites = {
  "without jitter and loss": networkConformance(jitterAndLoss, { plugins }),
  "over a formula": networkConformance(jitterAndLoss, { plugins, options: rough }),
  "over packets": networkConformance(jitterAndLossOver("rough-packets", packet), {
    plugins,
    options: { ...rough, inner: { name: "packet" } },
    messages: 200,
  }),
};
for (const [title, { checks, leftOut }] of Object.entries(suites)) {
  describe(title, () => {
    for (const { name, run } of checks) test(name, run);
    for (const { name, reason } of leftOut) test(name, { skip: reason }, () => {});
  });
}
