import type { LinkTable } from "./graph.js";

/** The nodes from which a destination can be reached, and by which links it is nearest. */
export interface ShortestLinks {
  /** Nodes, the nearest first; the destination itself is the first. */
  readonly nodes: Int32Array;
  /** Links of `nodes[i]` that lie on a shortest path, in order of their numbers: `links[start[i]]` to `links[start[i + 1] - 1]`. */
  readonly start: Int32Array;
  readonly links: Int32Array;
}

/**
 * All shortest paths to a destination, over any graph: fewest links, a link counting as many times as the table says, then least latency. Links of bandwidth 0 have failed and are not used. One search per destination; the
 * arrays returned are used again by the next.
 */
export function shortestLinks(
  nodeCount: number,
  { from, to, bandwidth, latency, hops: weights }: LinkTable,
): (destination: number) => ShortestLinks {
  const works = (link: number) => bandwidth[link] > 0;
  const [incomingStart, incoming] = byNode(nodeCount, to, works);
  const [outgoingStart, outgoing] = byNode(nodeCount, from, works);
  const nodes = new Int32Array(nodeCount);
  const start = new Int32Array(nodeCount + 1);
  const links = new Int32Array(from.length);
  const hops = new Int32Array(nodeCount);
  const delay = new Float64Array(nodeCount);

  const weightOf = (link: number): number => weights?.[link] ?? 1;
  /** Nodes at each distance, where links count differently; some stand in several. */
  const rings: number[][] = [];

  /** Nodes with their distances, the nearest first; how many there are. */
  const searchWeighted = (destination: number): number => {
    let found = 0;
    rings[0] = [destination];
    for (let distance = 0; distance < rings.length; distance++) {
      for (const node of rings[distance] ?? []) {
        if (hops[node] !== distance || settled[node] === 1) continue;
        settled[node] = 1;
        nodes[found++] = node;
        for (let slot = incomingStart[node]; slot < incomingStart[node + 1]; slot++) {
          const link = incoming[slot];
          const neighbour = from[link];
          const reached = distance + weightOf(link);
          const candidate = delay[node] + latency[link];
          if (hops[neighbour] === -1 || reached < hops[neighbour]) {
            hops[neighbour] = reached;
            delay[neighbour] = candidate;
            const ring = rings[reached];
            if (ring === undefined) rings[reached] = [neighbour];
            else ring.push(neighbour);
          } else if (hops[neighbour] === reached && candidate < delay[neighbour]) {
            delay[neighbour] = candidate;
          }
        }
      }
    }
    rings.length = 0;
    return found;
  };
  const settled = new Uint8Array(weights === undefined ? 0 : nodeCount);

  const searchPlain = (destination: number): number => {
    nodes[0] = destination;
    let found = 1;
    for (let head = 0; head < found; head++) {
      const node = nodes[head];
      for (let slot = incomingStart[node]; slot < incomingStart[node + 1]; slot++) {
        const link = incoming[slot];
        const neighbour = from[link];
        const candidate = delay[node] + latency[link];
        if (hops[neighbour] === -1) {
          hops[neighbour] = hops[node] + 1;
          delay[neighbour] = candidate;
          nodes[found++] = neighbour;
        } else if (hops[neighbour] === hops[node] + 1 && candidate < delay[neighbour]) {
          delay[neighbour] = candidate;
        }
      }
    }
    return found;
  };

  return (destination) => {
    hops.fill(-1);
    settled.fill(0);
    hops[destination] = 0;
    delay[destination] = 0;
    const found = weights === undefined ? searchPlain(destination) : searchWeighted(destination);
    let count = 0;
    for (let index = 0; index < found; index++) {
      const node = nodes[index];
      start[index] = count;
      if (node === destination) continue;
      for (let slot = outgoingStart[node]; slot < outgoingStart[node + 1]; slot++) {
        const link = outgoing[slot];
        const next = to[link];
        if (hops[next] === hops[node] - weightOf(link) && delay[next] + latency[link] === delay[node])
          links[count++] = link;
      }
    }
    start[found] = count;
    return { nodes: nodes.subarray(0, found), start, links };
  };
}

/** Links by one of their ends, in order of their numbers, as compressed rows. */
function byNode(
  nodeCount: number,
  ends: Int32Array,
  works: (link: number) => boolean,
): readonly [start: Int32Array, links: Int32Array] {
  const start = new Int32Array(nodeCount + 1);
  for (let link = 0; link < ends.length; link++) if (works(link)) start[ends[link] + 1]++;
  for (let node = 0; node < nodeCount; node++) start[node + 1] += start[node];
  const links = new Int32Array(start[nodeCount]);
  const fill = start.slice(0, nodeCount);
  for (let link = 0; link < ends.length; link++) if (works(link)) links[fill[ends[link]]++] = link;
  return [start, links];
}
