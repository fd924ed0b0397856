import type { NetworkRefinement } from "@astra-ts/core";
import type { PacketOptions } from "./options.js";

/** Flit slots that no round trip and no burst of any machine here fills. */
const boundless = 2 ** 20;
/** Smaller packets by this factor share links more finely. */
const finer = 4;
const leastPacket = 64;

/** What packets and routers add to links that are shared: buffers, packets, and stages of routers. */
export function refinements(options: PacketOptions): NetworkRefinement[] {
  if (options.garnet !== undefined) return [];
  const { packetBytes, routerLatency, vcPackets, pointers, routing, arbitration: _, ...rest } = options;
  const isAdaptive = routing === "adaptive";
  const found: NetworkRefinement[] = [];
  let without: Record<string, unknown> = { ...options };
  const take = (what: string, changes: object): void => {
    without = { ...without, ...changes };
    found.push({ what, without });
  };
  if (isAdaptive || vcPackets === "one" || pointers !== undefined) {
    if (!isAdaptive) {
      without = { ...rest, packetBytes, routerLatency, routing };
      take("virtual channels of one packet (vcPackets, vcsPerVnet, buffersPerVc)", {
        vcPackets: "many",
        vcsPerVnet: undefined,
        buffersPerVc: boundless,
      });
    }
  } else take("buffers (buffersPerVc)", { buffersPerVc: boundless });
  const smaller = Math.max(leastPacket, Math.floor(packetBytes / finer));
  if (smaller < packetBytes)
    take(`packets of ${packetBytes} B rather than ${smaller} B (packetBytes)`, { packetBytes: smaller });
  if (routerLatency > 1)
    take(`routers of ${routerLatency} stages rather than one (routerLatency)`, { routerLatency: 1 });
  return found;
}
