import { defineNetwork, type Network, type NetworkContext } from "@astra-ts/core";
import { looksAlikeFromEveryRank } from "../uniform-shapes.js";
import { Fluid } from "./fluid.js";
import { eachLink, shiftedLinks } from "./link-classes.js";
import { type FlowOptions, flowOptions } from "./options.js";

/** The fluid backend: messages share links fairly, and move over all links of their routes at once. */
export const flow = defineNetwork<FlowOptions>({
  name: "flow",
  description: "Messages as fluid flows that share links max-min fairly, for any topology",
  options: flowOptions,
  capabilities: { contention: true, perLinkReport: true, lockStep: false, ordered: true },
  detail: "flow",
  refinements: ({ efficiency, window, acknowledgements, ...options }) => {
    const plain = { ...options, efficiency: 1, acknowledgements: 0 };
    return efficiency === 1 && window === undefined && acknowledgements === 0
      ? []
      : [{ what: "efficiency, window and acknowledgements", without: plain }];
  },
  create: flowNetwork,
});

function flowNetwork(context: NetworkContext, options: FlowOptions): Network {
  const { topology } = context;
  let fluid = new Fluid(context, options, eachLink(topology.graph()));
  return {
    send: (message, delivered) => fluid.send(message, delivered),
    report: () => fluid.report(),
    isUniform: looksAlikeFromEveryRank(topology),
    standForAll() {
      fluid = new Fluid(context, options, shiftedLinks(topology));
    },
  };
}
