import type { Division } from "./division.js";
import type { LinkList } from "./link-list.js";

/** What the links out of each part and into it carry, bytes per ns. */
export interface PartWidths {
  readonly out: Float64Array;
  readonly into: Float64Array;
}

/** Switches that a part may take in. */
const mostAbsorbed = 64;
/** A switch with far more links than the part has NPUs leads to others than these, and taking it in would widen the cut. */
const mostLinks = (npus: number): number => 4 * (npus + 16);

/** Every placing of the switches gives a valid cut around a part; each part takes in switches as long as that does not widen its cut. */
export function partWidths(links: LinkList, { partOf, parts }: Division): PartWidths {
  const members = Array.from({ length: parts }, (): number[] => []);
  for (let rank = 0; rank < links.npus; rank++) if (partOf[rank] !== -1) members[partOf[rank]].push(rank);
  const out = new Float64Array(parts);
  const into = new Float64Array(parts);
  const marks = new Int32Array(links.nodes);
  const reversed = { ...links, from: links.to, to: links.from, out: links.into, into: links.out };
  members.forEach((own, part) => {
    out[part] = widthOut(links, own, marks, 2 * part + 1);
    into[part] = widthOut(reversed, own, marks, 2 * part + 2);
  });
  return { out, into };
}

/** The narrowest cut found around these nodes, in the direction of the links. `mark` is a number of its own for each call. */
function widthOut(links: LinkList, members: readonly number[], marks: Int32Array, mark: number): number {
  const { npus, to, bandwidth, out } = links;
  const candidates = new Set<number>();
  const take = (node: number): void => {
    marks[node] = mark;
    candidates.delete(node);
    for (let at = out.first[node]; at < out.first[node + 1]; at++) {
      const next = to[out.links[at]];
      const isSwitch = next >= npus && out.first[next + 1] - out.first[next] <= mostLinks(members.length);
      if (isSwitch && marks[next] !== mark && bandwidth[out.links[at]] > 0) candidates.add(next);
    }
  };
  for (const node of members) marks[node] = mark;
  for (const node of members) take(node);
  let width = members.reduce((sum, node) => sum + across(links, node, marks, mark).away, 0);
  let narrowest = width;
  for (let absorbed = 0; absorbed < mostAbsorbed; absorbed++) {
    let best: number | undefined;
    let gain = Infinity;
    for (const node of candidates) {
      const { away, here } = across(links, node, marks, mark);
      if (away - here >= gain) continue;
      best = node;
      gain = away - here;
    }
    if (best === undefined || gain > 0) break;
    width += gain;
    narrowest = Math.min(narrowest, width);
    take(best);
  }
  return Math.max(0, narrowest);
}

/** Bandwidth from a node to what is not marked, and from what is marked to the node. */
function across({ from, to, bandwidth, out, into }: LinkList, node: number, marks: Int32Array, mark: number) {
  let away = 0;
  let here = 0;
  for (let at = out.first[node]; at < out.first[node + 1]; at++)
    if (marks[to[out.links[at]]] !== mark) away += bandwidth[out.links[at]];
  for (let at = into.first[node]; at < into.first[node + 1]; at++)
    if (marks[from[into.links[at]]] === mark) here += bandwidth[into.links[at]];
  return { away, here };
}
