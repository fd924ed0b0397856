import { defineNetwork } from "@astra-ts/core";
import * as z from "zod";
import { FifoLinks } from "./fifo-links.js";

/** Schema of the options of the backend `analytical-congestion`. */
export const congestionOptions = z.strictObject({
  reportedLinks: z
    .number()
    .int()
    .min(0)
    .default(10_000)
    .describe("Links in the report, at most; the ones with the most bytes are kept"),
});
/** Options of the backend `analytical-congestion`, checked. */
export type CongestionOptions = z.output<typeof congestionOptions>;

/** The congestion-aware backend: messages queue for links, first come first served, and move whole from node to node. */
export const analyticalCongestion = defineNetwork<CongestionOptions>({
  name: "analytical-congestion",
  description:
    "Links as queues, whole messages stored and forwarded: ASTRA-sim 2.x's congestion-aware model, for any topology",
  options: congestionOptions,
  capabilities: { contention: true, perLinkReport: true, lockStep: false, ordered: true },
  detail: "link",
  create: (context, options) => new FifoLinks(context, options.reportedLinks),
});
