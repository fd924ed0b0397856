import type { Point } from "./arrange.js";
import type { TopologyEdge } from "./topology-data.js";

/** A link in one direction, with its utilisation (0..1, null where not known; `maximum` where it stands for several). */
export interface DrawnLink {
  readonly from: number;
  readonly to: number;
  readonly dimension: number | null;
  readonly use: number | null;
  readonly maximum?: number;
}

/** One line for the two directions between two nodes; several links side by side in one direction count as their mean. */
export function joinDirections(links: readonly DrawnLink[]): TopologyEdge[] {
  interface Pair {
    a: number;
    b: number;
    dimension: number | null;
    shares: [number[], number[]];
    maximum: number | undefined;
  }
  const pairs = new Map<string, Pair>();
  for (const { from, to, dimension, use, maximum } of links) {
    const [a, b] = from < to ? [from, to] : [to, from];
    const key = `${a} ${b} ${dimension}`;
    const pair = pairs.get(key) ?? { a, b, dimension, shares: [[], []], maximum: undefined };
    pairs.set(key, pair);
    if (use !== null) pair.shares[from < to ? 0 : 1].push(use);
    if (maximum !== undefined) pair.maximum = Math.max(pair.maximum ?? 0, maximum);
  }
  const mean = (shares: readonly number[]): number | null =>
    shares.length === 0
      ? null
      : Math.round((shares.reduce((sum, share) => sum + share, 0) / shares.length) * 1e5) / 1e5;
  return [...pairs.values()].map(({ a, b, dimension, shares, maximum }) => ({
    a,
    b,
    dimension,
    forward: mean(shares[0]),
    backward: mean(shares[1]),
    ...(maximum === undefined ? {} : { maximum: Math.round(maximum * 1e5) / 1e5 }),
    bent: false,
  }));
}

/** Finds the lines that would run over a node that they do not join. */
export function markBent(edges: readonly TopologyEdge[], points: readonly Point[]): TopologyEdge[] {
  const near = 0.18;
  return edges.map((edge) => {
    const [p, q] = [points[edge.a], points[edge.b]];
    const length = Math.hypot(q.x - p.x, q.y - p.y);
    if (length <= 1.05) return edge;
    const along = { x: (q.x - p.x) / length, y: (q.y - p.y) / length };
    const bent = points.some((point, id) => {
      if (id === edge.a || id === edge.b) return false;
      const distance = (point.x - p.x) * along.x + (point.y - p.y) * along.y;
      if (distance < near || distance > length - near) return false;
      return Math.abs((point.x - p.x) * along.y - (point.y - p.y) * along.x) < near;
    });
    return bent ? { ...edge, bent } : edge;
  });
}
