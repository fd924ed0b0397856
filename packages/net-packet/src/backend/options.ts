import * as z from "zod";

const count = z.number().int().min(1);

const garnet = z
  .strictObject({
    topology: z.enum(["Torus3D", "NV_Switch", "AllToAll"]),
    npus: count,
    packages: count,
    packageRows: count,
    localRings: count,
    horizontalRings: count,
    verticalRings: count,
    linksPerTile: count,
    flitWidth: count,
    tileLinkWidth: count,
    packageLinkWidth: count,
    packetSize: count,
    vcsPerVnet: count,
    buffersPerVc: count,
    routerLatency: count,
    localLinkLatency: count,
    packageLinkLatency: count,
  })
  .describe(
    "the network of a Garnet text file, as readGarnetNetwork gives it; all other options but startTime are then unused",
  );

/** Options of the `packet` backend. Absent sizes are chosen so that links can run at full rate. */
export const packetOptions = z.strictObject({
  flitBytes: count
    .optional()
    .describe(
      "bytes per flit; default: what all links of an NPU together carry in a cycle, so that one interface keeps them busy",
    ),
  packetBytes: count
    .default(4096)
    .describe("bytes per packet, at most; the last packet of a message takes what is left"),
  vcPackets: z
    .enum(["many", "one"])
    .optional()
    .describe(
      "packets that a virtual channel holds: many, one behind the other, or one, as in Garnet; default: many, with adaptive routing or where pointers are given one",
    ),
  arbitration: z
    .enum(["fair", "age", "round-robin"])
    .optional()
    .describe(
      "which packet gets an output, where virtual channels hold many packets: fair (default; equal shares for all pairs of source and destination), age (whichever entered the network first), round-robin (virtual channels take turns)",
    ),
  vcsPerVnet: count
    .optional()
    .describe(
      "virtual channels per virtual network; default: 8 per class where they hold many packets, else enough to cover the longest link's round trip, up to 256 per class",
    ),
  buffersPerVc: count
    .optional()
    .describe(
      "flit slots per virtual channel; default: where it holds many packets, what its link carries in a round trip and two packets more; else a whole packet",
    ),
  lanes: count
    .optional()
    .describe(
      "send queues (virtual networks) per NPU, chosen by a message's first link; default: one for each link of an NPU",
    ),
  routerLatency: count.default(1).describe("pipeline stages of a router, cycles"),
  interfaceLatency: count.default(1).describe("cycles on the link between NPU and router"),
  cycleTime: z.number().positive().default(1).describe("length of a cycle, ns"),
  pointers: z
    .enum(["mainline", "fork"])
    .optional()
    .describe(
      "round-robin rule of the arbiters, where virtual channels hold one packet: mainline (default; gem5's Garnet 3.0), or fork (Garnet 2.0, as in ASTRA-sim's fork)",
    ),
  routing: z
    .enum(["auto", "dimension-order", "shortest", "up-down", "adaptive"])
    .default("auto")
    .describe(
      "auto: dimension order where the machine is made of dimensions; else shortest routes with classes of virtual channels, or up*/down* where those are too few",
    ),
  startTime: z.number().min(0).default(0).describe("ns before the workload begins"),
  reportedLinks: z
    .number()
    .int()
    .min(0)
    .default(10_000)
    .describe("links in the report, at most; the ones with the most bytes are kept"),
  garnet: garnet.optional(),
});
/** Options of the backend `packet`, as they may be written. */
export type PacketOptionsInput = z.input<typeof packetOptions>;
/** Options of the backend `packet`, checked. */
export type PacketOptions = z.output<typeof packetOptions>;
