import { AstraError, tooLarge } from "@astra-ts/core";
import { checkVnets } from "../engine/validation.js";
import type { PacketOptions } from "./options.js";

/** Records of virtual channels (links x channels) that default sizes may lead to: 128 MiB. */
const channelBudget = 1 << 22;
/** Virtual channels that defaults go up to. */
const mostVcs = 32;
/** Flits of a packet, counted in 32 bits. */
const mostFlits = 2 ** 30;

interface Wire {
  readonly source: number;
  /** Bytes that it carries in a cycle. */
  readonly bytesPerCycle: number;
  /** Cycles. */
  readonly latency: number;
}

export interface Sizes {
  readonly flitBytes: number;
  readonly packetBytes: number;
  readonly vcsPerVnet: number;
  readonly buffersPerVc: number;
  readonly lanes: number;
}

/**
 * Sizes for a machine's network: as the options say, else such that every link can run at full rate. `twoClasses`: routing splits the virtual channels of
 * a vnet in two.
 */
export function chooseSizes(
  npus: number,
  wires: readonly Wire[],
  options: PacketOptions,
  twoClasses: boolean,
): Sizes {
  const outgoing = new Float64Array(npus);
  const degree = new Int32Array(npus);
  let widest = 0;
  for (const { source, bytesPerCycle } of wires) {
    widest = Math.max(widest, bytesPerCycle);
    if (source >= npus) continue;
    outgoing[source]! += bytesPerCycle;
    degree[source]!++;
  }
  const most = outgoing.reduce((a, b) => Math.max(a, b), widest);
  const flitBytes = options.flitBytes ?? Math.max(1, Math.ceil(most - 1e-9));
  if (flitBytes < widest - 1e-9)
    throw new AstraError("INVALID_VALUE", {
      problem: "a link would carry more than one flit per cycle",
      field: "network.flitBytes",
      found: flitBytes,
      expected: `${Math.ceil(widest)} or more`,
      hint: "Use larger flits or a shorter cycleTime.",
    });
  const flitsPerPacket = Math.ceil(options.packetBytes / flitBytes);
  if (flitsPerPacket > mostFlits)
    throw tooLarge({
      what: "flits of one packet",
      count: flitsPerPacket,
      bytesEach: flitBytes,
      field: "network.packetBytes",
      expected: `at most ${mostFlits} flits`,
      hint: "Use smaller packets or larger flits.",
    });

  // A virtual channel carries one packet per round trip, so several must cover the longest one.
  let covering = 1;
  for (const { bytesPerCycle, latency } of wires) {
    const occupied = (flitsPerPacket * flitBytes) / bytesPerCycle;
    const roundTrip = 2 * latency + options.routerLatency + 2;
    covering = Math.max(covering, 1 + Math.ceil(roundTrip / occupied));
  }
  const classes = twoClasses ? 2 : 1;
  const vcsPerVnet = options.vcsPerVnet ?? Math.min(mostVcs, Math.max(2, covering)) * classes;
  const needed = classes + (options.routing === "adaptive" ? 1 : 0);
  if (vcsPerVnet < needed)
    throw new AstraError("INVALID_VALUE", {
      problem: `this machine's routes need ${needed} virtual channels against deadlock`,
      field: "network.vcsPerVnet",
      found: vcsPerVnet,
      expected: `${needed} or more`,
    });
  const wanted = degree.reduce((a, b) => Math.max(a, b), 1);
  let lanes = options.lanes ?? wanted;
  if (options.lanes === undefined) {
    const channels = (count: number): number =>
      (wires.length + 2 * npus) * 2 ** Math.ceil(Math.log2(count * vcsPerVnet));
    while (lanes > 1 && channels(lanes) > channelBudget) lanes--;
  }
  checkVnets(wires.length + 2 * npus, lanes, vcsPerVnet, "network");
  return {
    flitBytes,
    packetBytes: flitsPerPacket * flitBytes,
    vcsPerVnet,
    buffersPerVc: options.buffersPerVc ?? flitsPerPacket,
    lanes,
  };
}
