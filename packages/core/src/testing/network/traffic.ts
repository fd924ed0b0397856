import type { Random } from "../../simulator/random.js";
import type { Topology } from "../../topology/topology.js";
import type { Sending } from "./harness.js";

/** Every rank to every other and to itself, all at time 0 and again one by one. */
export function everyPair(npus: number): Sending[] {
  const sendings: Sending[] = [];
  for (let source = 0; source < npus; source++) {
    for (let destination = 0; destination < npus; destination++) {
      const bytes = 64 * (1 + ((source + destination) % 5));
      sendings.push({ at: 0, source, destination, bytes });
      sendings.push({ at: 20_000 + 1000 * sendings.length, source, destination, bytes });
    }
  }
  return sendings;
}

const sizes = [0, 1, 7, 64, 512, 1024, 4096];

/** Messages at random: some together, some apart, of sizes from 0 to 4 KiB. */
export function randomTraffic(random: Random, npus: number, messages: number): Sending[] {
  let at = 0;
  return Array.from({ length: messages }, () => {
    if (random.integer(3) > 0) at += random.integer(400);
    return {
      at,
      source: random.integer(npus),
      destination: random.integer(npus),
      bytes: sizes[random.integer(sizes.length)],
    };
  });
}

/**
 * The least time that a message can take on any model of this machine, ns: the least latency of a link that leaves its source, and its bytes over all such links
 * together. 0 for a message to oneself. Models count in whole ns, which costs a bound up to 1 ns for either part.
 */
export function leastTime(topology: Topology, { source, destination, bytes }: Omit<Sending, "at">): number {
  if (source === destination) return 0;
  const { from, bandwidth, latency } = topology.graph().table;
  let together = 0;
  let nearest = Infinity;
  for (let link = 0; link < from.length; link++) {
    if (from[link] !== source || bandwidth[link] === 0) continue;
    together += bandwidth[link];
    nearest = Math.min(nearest, latency[link]);
  }
  return Math.max(0, Math.floor(nearest) - 1 + Math.floor(bytes / together) - 1);
}
