import type { LinkTable } from "./graph.js";

/** Entries (nodes times destinations) of route tables kept at one time: 256 MB. */
const keptEntries = 2 ** 26;

/**
 * Shortest routes over any graph: fewest links, then least latency, then lowest link number. One table per destination, made when first asked for; the oldest are
 * dropped when they grow past a quarter of a gigabyte. Links of bandwidth 0 have failed and are not used.
 */
export function shortestRoutes(
  nodeCount: number,
  { from, to, bandwidth, latency }: LinkTable,
): (node: number, destination: number) => number {
  // Incoming links of each node, in order of their numbers (compressed rows).
  const start = new Int32Array(nodeCount + 1);
  for (let link = 0; link < to.length; link++) if (bandwidth[link] > 0) start[to[link] + 1]++;
  for (let node = 0; node < nodeCount; node++) start[node + 1] += start[node];
  const incoming = new Int32Array(start[nodeCount]);
  const fill = start.slice(0, nodeCount);
  for (let link = 0; link < to.length; link++) if (bandwidth[link] > 0) incoming[fill[to[link]]++] = link;

  const tables = new Map<number, Int32Array>();
  const keptTables = Math.max(1, Math.floor(keptEntries / nodeCount));
  const queue = new Int32Array(nodeCount);
  const hops = new Int32Array(nodeCount);
  const delay = new Float64Array(nodeCount);

  const build = (destination: number): Int32Array => {
    const next = new Int32Array(nodeCount).fill(-1);
    hops.fill(-1);
    hops[destination] = 0;
    delay[destination] = 0;
    queue[0] = destination;
    let queued = 1;
    for (let head = 0; head < queued; head++) {
      const node = queue[head];
      for (let slot = start[node]; slot < start[node + 1]; slot++) {
        const link = incoming[slot];
        const neighbour = from[link];
        const candidate = delay[node] + latency[link];
        if (hops[neighbour] === -1) {
          hops[neighbour] = hops[node] + 1;
          queue[queued++] = neighbour;
        } else if (
          hops[neighbour] !== hops[node] + 1 ||
          candidate > delay[neighbour] ||
          (candidate === delay[neighbour] && link > next[neighbour])
        ) {
          continue;
        }
        delay[neighbour] = candidate;
        next[neighbour] = link;
      }
    }
    return next;
  };

  return (node, destination) => {
    let table = tables.get(destination);
    if (table === undefined) {
      table = build(destination);
      if (tables.size >= keptTables) tables.delete(tables.keys().next().value as number);
      tables.set(destination, table);
    }
    return table[node];
  };
}
