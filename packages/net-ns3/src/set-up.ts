import type { TopologyGraph } from "@astra-ts/core";
import { damagedLinks } from "./damaged-links.js";
import type { Ns3Options } from "./options.js";

/** Bytes that may wait at a switch's link under TCP, where nobody says otherwise. */
const tcpQueue = 1 << 20;
/** From here on DCTCP's packets are marked: 65 packets of 1500 bytes, its authors' choice at 10 Gb/s (Alizadeh et al., SIGCOMM 2010), and never less than some packets. */
const dctcpThreshold = 100_000;
const dctcpPackets = 10;

/** What the program has to know beside the machine, `option <name> <value>`. */
export function* setUpLines(
  options: Ns3Options,
  seed: number,
  graph: TopologyGraph,
  numberOf: (link: number) => number,
): Iterable<string> {
  const { transport, mtu, queue } = options;
  const chosen: Record<string, string | number | undefined> = {
    transport,
    mtu,
    queue,
    // ns-3 takes no seed of 0.
    seed: seed + 1,
    ...(transport === "tcp" ? { queue: queue ?? tcpQueue, ...tcpLines(options) } : {}),
  };
  for (const [name, value] of Object.entries(chosen))
    if (value !== undefined) yield `option ${name} ${value}`;
  for (const { link, rate } of damagedLinks(graph, options.errorRates ?? []))
    if (numberOf(link) >= 0) yield `errors ${numberOf(link)} ${rate}`;
}

function tcpLines({ congestionControl = "Cubic", minRto, buffer, red, mtu }: Ns3Options) {
  const threshold = Math.max(dctcpThreshold, dctcpPackets * mtu);
  const byDefault = { minimum: threshold, maximum: threshold, probability: 1, ecn: true };
  const early = red ?? (congestionControl === "DCTCP" ? byDefault : undefined);
  return {
    // ns-3's names of them.
    "congestion-control": congestionControl === "DCTCP" ? "Dctcp" : congestionControl,
    "min-rto": minRto,
    buffer,
    ...(early === undefined
      ? {}
      : {
          "red-minimum": early.minimum,
          "red-maximum": early.maximum,
          "red-probability": early.probability,
          "red-marks": early.ecn ? 1 : 0,
        }),
  };
}
