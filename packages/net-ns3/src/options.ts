import * as z from "zod";

/** Bytes of a packet at least: what every host must take (RFC 791). */
const leastMtu = 576;
/** Bytes of a packet at most: the length field of IP. */
const mostMtu = 65_535;
/** Bytes that a link adds to a packet: PPP. */
const framing = 2;
/** Bytes of a queue at most: ns-3 counts them in 32 bits. */
const mostQueue = 2 ** 32 - 1;

const bytesOfQueue = z.number().int().positive().max(mostQueue);

const red = z
  .strictObject({
    minimum: bytesOfQueue.describe("bytes waiting from which on some packets are marked"),
    maximum: bytesOfQueue.describe("bytes waiting from which on all packets are marked"),
    probability: z
      .number()
      .gt(0)
      .max(1)
      .default(0.1)
      .describe("share of packets that is marked just below the maximum"),
    ecn: z
      .boolean()
      .default(true)
      .describe("true: packets are marked (explicit congestion notification); false: they are dropped"),
  })
  .refine(({ minimum, maximum }) => minimum <= maximum, {
    path: ["maximum"],
    message: "the maximum is below the minimum",
  });

/** What only TCP reads. */
const tcpOptions = {
  congestionControl: z
    .enum(["NewReno", "Cubic", "DCTCP", "Bbr"])
    .optional()
    .describe("congestion control of TCP; default: Cubic"),
  red: red
    .optional()
    .describe(
      "random early detection at the links of switches, by the bytes that wait at the moment; default: none, and with DCTCP all packets are marked from 100,000 bytes (at least 10 packets) on",
    ),
  minRto: z
    .number()
    .positive()
    .optional()
    .describe("least time after which TCP sends again what nobody acknowledged, ns; default: 1,000,000"),
  buffer: z
    .number()
    .int()
    .positive()
    .optional()
    .describe(
      "bytes that a TCP connection holds which are not acknowledged yet, at most; default: four times bandwidth x round trip of its route, at least 32 packets",
    ),
};

/** Options of the backend `ns3`. */
export const ns3Options = z
  .strictObject({
    transport: z
      .enum(["udp", "tcp"])
      .default("udp")
      .describe(
        "udp: datagrams as fast as the sender's link takes them, and a loss ends the run; tcp: a connection for each pair of NPUs, and what is lost is sent again",
      ),
    mtu: z
      .number()
      .int()
      .min(leastMtu)
      .max(mostMtu)
      .default(9000)
      .describe("bytes of an IP packet, at most, headers of IP and of UDP or TCP among them"),
    queue: bytesOfQueue
      .optional()
      .describe(
        "bytes that may wait at a link that leaves a switch; default: no limit with udp, 1,048,576 with tcp",
      ),
    errorRates: z
      .array(
        z.strictObject({
          from: z.string().describe("a node's name, such as npu 3 or switch 0"),
          to: z.string(),
          rate: z.number().min(0).max(1).describe("share of packets that are damaged, of either direction"),
        }),
      )
      .optional()
      .describe("links that damage packets, as files of ASTRA-sim's ns-3 have it; default: none does"),
    ...tcpOptions,
    patience: z
      .number()
      .positive()
      .default(60)
      .describe("seconds that ns-3 may be silent before it is taken to hang"),
    timeLimit: z
      .number()
      .positive()
      .optional()
      .describe("seconds on the clock that ns-3 may run in all; default: no limit"),
    reportedLinks: z
      .number()
      .int()
      .min(0)
      .default(10_000)
      .describe("links in the report, at most; the ones with the most bytes are kept"),
  })
  .superRefine((options, context) => {
    const { transport, queue, mtu } = options;
    const refuse = (name: string, message: string) =>
      context.addIssue({ code: "custom", path: [name], message });
    if (queue !== undefined && queue < mtu + framing)
      refuse("queue", `${mtu + framing} or more, for one packet with the ${framing} bytes that a link adds`);
    if (transport === "udp")
      for (const name of Object.keys(tcpOptions) as (keyof typeof tcpOptions)[])
        if (options[name] !== undefined) refuse(name, "no such option with transport: udp");
  });
/** Options of the backend `ns3`, as they may be written. */
export type Ns3OptionsInput = z.input<typeof ns3Options>;
/** Options of the backend `ns3`, checked. */
export type Ns3Options = z.output<typeof ns3Options>;
