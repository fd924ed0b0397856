import { defineNetwork } from "@astra-ts/core";
import { FlowNetwork } from "./flow-network.js";
import { type FlowOptions, flowOptions } from "./options.js";

/** The fluid backend: messages share links fairly, and move over all links of their routes at once. */
export const flow = defineNetwork<FlowOptions>({
  name: "flow",
  description: "Messages as fluid flows that share links max-min fairly, for any topology",
  options: flowOptions,
  capabilities: { contention: true, perLinkReport: true, lockStep: false, ordered: true },
  create: (context, options) => new FlowNetwork(context, options),
});
