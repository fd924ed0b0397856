import { drawnLink, type PathChoice, turnAtNpu, turnAtSwitch } from "./path-numbers.js";
import type { EqualPaths, RoutedGraph } from "./routed-graph.js";
import { shortestLinks } from "./shortest-links.js";

/** Links to one destination: those of node n are `links[start[n]]` to `links[start[n + 1] - 1]`. */
interface LinksByNode {
  readonly start: Int32Array;
  readonly links: Int32Array;
}

/** Entries (nodes times destinations) kept at one time: 256 MB. */
const keptEntries = 2 ** 26;

/** Equal paths of a machine that is too large for tables in advance: found when first asked for, the oldest dropped. With `spread`, each destination draws its link at each node. */
export function pathsOnDemand(
  { nodeCount, destinations, table }: RoutedGraph,
  choice: PathChoice,
): EqualPaths {
  const search = shortestLinks(nodeCount, table);
  const kept = new Map<number, LinksByNode>();
  const mostKept = Math.max(1, Math.floor(keptEntries / nodeCount));

  const linksTo = (destination: number): LinksByNode => {
    let found = kept.get(destination);
    if (found !== undefined) return found;
    found = byNode(nodeCount, search(destination));
    if (kept.size >= mostKept) kept.delete(kept.keys().next().value as number);
    kept.set(destination, found);
    return found;
  };
  return {
    hasChoices: choice.paths !== "single",
    next(node, destination, path) {
      const { start, links } = linksTo(destination);
      const first = start[node];
      const count = start[node + 1] - first;
      if (count <= 1) return count === 0 ? -1 : links[first];
      switch (choice.paths) {
        case "spread": {
          const turn = node < destinations ? turnAtNpu(path) : turnAtSwitch(path);
          return links[first + ((drawnLink(destination, node, count) + turn) % count)];
        }
        case "hash":
          return links[first + drawnLink(path, node, count)];
        case "single":
          return links[first];
      }
    },
    choices(node, destination) {
      const { start, links } = linksTo(destination);
      const all = Array.from(links.subarray(start[node], start[node + 1]));
      return choice.paths === "single" ? all.slice(0, 1) : all;
    },
  };
}

function byNode(
  nodeCount: number,
  { nodes, start, links }: { nodes: Int32Array; start: Int32Array; links: Int32Array },
): LinksByNode {
  const starts = new Int32Array(nodeCount + 1);
  for (let index = 0; index < nodes.length; index++)
    starts[nodes[index] + 1] = start[index + 1] - start[index];
  for (let node = 0; node < nodeCount; node++) starts[node + 1] += starts[node];
  const sorted = new Int32Array(starts[nodeCount]);
  for (let index = 0; index < nodes.length; index++)
    sorted.set(links.subarray(start[index], start[index + 1]), starts[nodes[index]]);
  return { start: starts, links: sorted };
}
