import * as z from "zod";

/** Schema of the options of the backend `flow`. */
export const flowOptions = z.strictObject({
  sharing: z
    .enum(["max-min", "latency-weighted"])
    .default("max-min")
    .describe(
      "how flows share a link: max-min, alike as far as their other links allow; latency-weighted, SimGrid's rule, in which a flow's share is weighted by 1 / latency of its route",
    ),
  startLatency: z
    .enum(["before", "pipelined"])
    .default("before")
    .describe(
      "when a flow loads its links: before, once the latency of its route has passed, as in SimGrid; pipelined, from the moment of sending, and it arrives a latency after its last byte has left",
    ),
  efficiency: z
    .number()
    .gt(0)
    .max(1)
    .default(1)
    .describe("payload over bytes on the wire: the share of every link's bandwidth that messages can use"),
  window: z
    .number()
    .positive()
    .optional()
    .describe(
      "bytes that a message may have on the way: its rate is at most window / (2 x latency of its route); default: no limit",
    ),
  acknowledgements: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe(
      "load that a flow puts on the links of its way back, as a share of its rate; SimGrid's default model has 0.05",
    ),
  rounding: z
    .enum(["none", "down"])
    .default("none")
    .describe(
      "none: times as the model has them, fractions of a ns among them; down: messages arrive in whole ns, as in ASTRA-sim's networks",
    ),
  reportedLinks: z
    .number()
    .int()
    .min(0)
    .default(10_000)
    .describe("links in the report, at most; the ones with the most bytes are kept"),
});
/** Options of the backend `flow`, checked. */
export type FlowOptions = z.output<typeof flowOptions>;
