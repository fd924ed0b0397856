import { z } from "zod";

/** Bytes of a packet at least: what every host must take (RFC 791). */
const leastMtu = 576;
/** Bytes of a packet at most: the length field of IP. */
const mostMtu = 65_535;
/** Bytes of a queue at most: ns-3 counts them in 32 bits. */
const mostQueue = 2 ** 32 - 1;

/** Options of the backend `ns3`. */
export const ns3Options = z
  .strictObject({
    transport: z
      .enum(["udp"])
      .default("udp")
      .describe("udp: datagrams as fast as the sender's link takes them, and a loss ends the run"),
    mtu: z
      .number()
      .int()
      .min(leastMtu)
      .max(mostMtu)
      .default(9000)
      .describe("bytes of an IP packet, at most, headers of IP and UDP among them"),
    queue: z
      .number()
      .int()
      .positive()
      .max(mostQueue)
      .optional()
      .describe("bytes that may wait at a link that leaves a switch; default: no limit"),
    patience: z
      .number()
      .positive()
      .default(60)
      .describe("seconds that ns-3 may be silent before it is taken to hang"),
    reportedLinks: z
      .number()
      .int()
      .min(0)
      .default(10_000)
      .describe("links in the report, at most; the ones with the most bytes are kept"),
  })
  .refine(({ queue, mtu }) => queue === undefined || queue >= mtu + 2, {
    path: ["queue"],
    message: "a queue must hold one packet at least: mtu and 2 bytes of the link's own header",
  });
/** Options of the backend `ns3`, as they may be written. */
export type Ns3OptionsInput = z.input<typeof ns3Options>;
/** Options of the backend `ns3`, checked. */
export type Ns3Options = z.output<typeof ns3Options>;
