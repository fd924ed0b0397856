import type { LinkList } from "./link-list.js";

/** NPUs in parts, such as those below each leaf switch. An NPU may be in none (-1). */
export interface Division {
  readonly partOf: Int32Array;
  readonly parts: number;
}

/** Divisions by a switch that are looked at: machines with planes or rails have several switches at each NPU. */
const mostSwitchDivisions = 4;

/** Each NPU for itself. */
export function singles(npus: number): Division {
  return { partOf: Int32Array.from({ length: npus }, (_, rank) => rank), parts: npus };
}

/** The lower and the upper half. */
export function halves(npus: number): Division {
  const middle = Math.floor(npus / 2);
  return { partOf: Int32Array.from({ length: npus }, (_, rank) => (rank < middle ? 0 : 1)), parts: 2 };
}

/** The parts that the wiring itself has: NPUs below one switch, and what hangs together without the upper tiers of switches (boards, racks, pods). */
export function wiredDivisions(links: LinkList): Division[] {
  const found: Division[] = [];
  for (const division of [...bySwitch(links), ...byTier(links)]) {
    const isTrivial = division.parts < 2 || division.parts === links.npus;
    if (!isTrivial && !found.some((other) => isSame(other, division))) found.push(division);
  }
  return found;
}

/** NPUs below each switch; switches whose NPUs are in a part already go into the next division. */
function bySwitch({ npus, nodes, from, bandwidth, into }: LinkList): Division[] {
  const divisions: { partOf: Int32Array; parts: number }[] = [];
  for (let node = npus; node < nodes; node++) {
    const below = new Set<number>();
    for (let at = into.first[node]; at < into.first[node + 1]; at++) {
      const link = into.links[at];
      if (from[link] < npus && bandwidth[link] > 0) below.add(from[link]);
    }
    if (below.size < 2 || below.size === npus) continue;
    const isFree = ({ partOf }: Division): boolean => [...below].every((rank) => partOf[rank] === -1);
    let division = divisions.find(isFree);
    if (division === undefined) {
      if (divisions.length === mostSwitchDivisions) continue;
      division = { partOf: new Int32Array(npus).fill(-1), parts: 0 };
      divisions.push(division);
    }
    for (const rank of below) division.partOf[rank] = division.parts;
    division.parts++;
  }
  return divisions;
}

/** A switch's tier is its distance from the nearest NPU. Without the switches above a tier the machine falls apart in the parts of that tier. */
function byTier(links: LinkList): Division[] {
  const tier = tiersOf(links);
  const highest = tier.reduce((most, own) => Math.max(most, own), 0);
  const divisions: Division[] = [];
  for (let kept = 0; kept < highest; kept++) divisions.push(connected(links, (node) => tier[node] <= kept));
  return divisions;
}

function tiersOf({ npus, nodes, to, bandwidth, out }: LinkList): Int32Array {
  const tier = new Int32Array(nodes).fill(-1).fill(0, 0, npus);
  const queue = Array.from({ length: npus }, (_, rank) => rank);
  for (let head = 0; head < queue.length; head++) {
    const node = queue[head];
    for (let at = out.first[node]; at < out.first[node + 1]; at++) {
      const link = out.links[at];
      const next = to[link];
      if (tier[next] !== -1 || bandwidth[link] === 0) continue;
      tier[next] = tier[node] + 1;
      queue.push(next);
    }
  }
  return tier;
}

/** NPUs that hang together by way of the nodes that are kept. */
function connected({ npus, nodes, from, to, bandwidth }: LinkList, isKept: (node: number) => boolean) {
  const leader = Int32Array.from({ length: nodes }, (_, node) => node);
  const find = (node: number): number => {
    let root = node;
    while (leader[root] !== root) {
      leader[root] = leader[leader[root]];
      root = leader[root];
    }
    return root;
  };
  for (let link = 0; link < from.length; link++)
    if (bandwidth[link] > 0 && isKept(from[link]) && isKept(to[link]))
      leader[find(from[link])] = find(to[link]);
  const numbers = new Map<number, number>();
  const partOf = Int32Array.from({ length: npus }, (_, rank) => {
    const root = find(rank);
    const number = numbers.get(root) ?? numbers.size;
    numbers.set(root, number);
    return number;
  });
  return { partOf, parts: numbers.size };
}

function isSame(a: Division, b: Division): boolean {
  return a.parts === b.parts && a.partOf.every((part, rank) => part === b.partOf[rank]);
}
