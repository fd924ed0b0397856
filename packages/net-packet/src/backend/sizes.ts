import { AstraError, tooLarge } from "@astra-ts/core";
import type { VcPackets } from "../engine/description.js";
import type { BufferedLink } from "../engine/round-trip.js";
import { checkVnets } from "../engine/validation.js";
import { channelsForFullRate, slotsForFullRate } from "./buffers.js";
import type { PacketOptions } from "./options.js";

/** Records of virtual channels (links x channels) that default sizes may lead to: 128 MiB. */
const channelBudget = 1 << 22;
/** Virtual channels of many packets per class: packets for as many destinations do not wait for each other. */
const queuesPerClass = 16;
/** Virtual channels of one packet that defaults go up to, and that they keep where memory is short. */
const mostVcs = 256;
const fewVcs = 32;
/** Flits of a packet, counted in 32 bits. */
const mostFlits = 2 ** 30;

/** What a link takes, cycles. */
export type LinkTimes = Omit<BufferedLink, "flitsPerPacket">;

interface Wire {
  readonly source: number;
  /** Bytes that it carries in a cycle. */
  readonly bytesPerCycle: number;
  /** Cycles. */
  readonly latency: number;
  /** Pipeline stages of the router at its end. */
  readonly routerLatency: number;
}

export interface Sizes {
  readonly flitBytes: number;
  readonly packetBytes: number;
  readonly vcPackets: VcPackets;
  readonly vcsPerVnet: number;
  /** Flit slots of each virtual channel of a link; one number where the options give one. */
  buffersPerVc(link: LinkTimes): number;
  readonly lanes: number;
}

/**
 * Sizes for a machine's network: as the options say, else such that every link can run at full rate. `classes`: into how many routing splits the virtual channels of a
 * vnet.
 */
export function chooseSizes(
  npus: number,
  wires: readonly Wire[],
  options: PacketOptions,
  classes: number,
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

  // Adaptive routes and Garnet's arbiters know channels of one packet alone.
  const adaptive = options.routing === "adaptive";
  const vcPackets = options.vcPackets ?? (adaptive || options.pointers !== undefined ? "one" : "many");
  refuseTogether(options, vcPackets);
  const covering = (): number =>
    wires.reduce((most, { bytesPerCycle, latency, routerLatency }) => {
      const cyclesPerFlit = flitBytes / bytesPerCycle;
      return Math.max(most, channelsForFullRate({ latency, routerLatency, cyclesPerFlit, flitsPerPacket }));
    }, 2);
  let vcsPerVnet =
    options.vcsPerVnet ?? classes * (vcPackets === "many" ? queuesPerClass : Math.min(mostVcs, covering()));
  const needed = classes + (adaptive ? 1 : 0);
  if (vcsPerVnet < needed)
    throw new AstraError("INVALID_VALUE", {
      problem: `this machine's routes need ${needed} virtual channels against deadlock`,
      field: "network.vcsPerVnet",
      found: vcsPerVnet,
      expected: `${needed} or more`,
    });
  const wanted = degree.reduce((a, b) => Math.max(a, b), 1);
  let lanes = options.lanes ?? wanted;
  const exceeds = (): boolean =>
    (wires.length + 2 * npus) * 2 ** Math.ceil(Math.log2(lanes * vcsPerVnet)) > channelBudget;
  if (options.vcsPerVnet === undefined)
    while (vcsPerVnet > fewVcs * classes && exceeds())
      vcsPerVnet = Math.max(fewVcs * classes, vcsPerVnet >> 1);
  if (options.lanes === undefined) while (lanes > 1 && exceeds()) lanes--;
  checkVnets(wires.length + 2 * npus, lanes, vcsPerVnet, "network");
  return {
    flitBytes,
    packetBytes: flitsPerPacket * flitBytes,
    vcPackets,
    vcsPerVnet,
    buffersPerVc: (link) =>
      options.buffersPerVc ??
      (vcPackets === "one" ? flitsPerPacket : slotsForFullRate({ ...link, flitsPerPacket })),
    lanes,
  };
}

/** Options that say two things at once. */
function refuseTogether({ routing, pointers, arbitration }: PacketOptions, vcPackets: VcPackets): void {
  const refuse = (field: string, found: string, problem: string, hint: string): never => {
    throw new AstraError("INVALID_VALUE", { problem, field: `network.${field}`, found, hint });
  };
  if (vcPackets === "many" && routing === "adaptive")
    refuse("routing", routing, "adaptive routes need virtual channels of one packet", "Use vcPackets: one.");
  if (vcPackets === "many" && pointers !== undefined)
    refuse(
      "pointers",
      pointers,
      "the arbiters of virtual channels of many packets have no such pointers",
      "Use vcPackets: one, or arbitration instead of pointers.",
    );
  if (vcPackets === "one" && arbitration !== undefined)
    refuse(
      "arbitration",
      arbitration,
      "virtual channels of one packet have Garnet's round-robin arbiters",
      "Use vcPackets: many, or leave arbitration out.",
    );
}
