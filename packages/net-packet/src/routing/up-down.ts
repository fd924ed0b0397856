/** A directed link between two routers. */
export interface Edge {
  readonly source: number;
  readonly target: number;
}

/**
 * Up*-down* routing (Autonet): links are «up» towards the root of a breadth-first tree or «down» away from it, and no packet goes up again after it has
 * gone down, so that no cycle of waiting can arise whatever the graph. A packet goes down as soon as its destination can be reached by going down alone,
 * else up, along the fewest links. Returns the number of the edge to take, or -1 where none leads on.
 */
export function upDownRouting(
  routers: number,
  edges: readonly Edge[],
): (router: number, destination: number) => number {
  const outgoing: number[][] = Array.from({ length: routers }, () => []);
  const incoming: number[][] = Array.from({ length: routers }, () => []);
  for (const [edge, { source, target }] of edges.entries()) {
    outgoing[source]!.push(edge);
    incoming[target]!.push(edge);
  }
  const order = treeOrder(routers, outgoing, edges);
  const isUp = edges.map(({ source, target }) => order[target]! < order[source]!);
  const tables = new Map<number, Int32Array>();
  return (router, destination) => {
    let table = tables.get(destination);
    if (table === undefined) {
      table = towards(destination, routers, edges, incoming, isUp);
      tables.set(destination, table);
    }
    return table[router]!;
  };
}

/** Position of every router in a breadth-first walk that begins at the router with the most links. */
function treeOrder(routers: number, outgoing: readonly number[][], edges: readonly Edge[]): Int32Array {
  const order = new Int32Array(routers).fill(-1);
  let root = 0;
  for (let router = 1; router < routers; router++)
    if (outgoing[router]!.length > outgoing[root]!.length) root = router;
  let count = 0;
  for (let first = 0; first < routers; first++) {
    const start = first === 0 ? root : first;
    if (order[start] >= 0) continue;
    const queue = [start];
    order[start] = count++;
    for (const router of queue)
      for (const edge of outgoing[router]!) {
        const { target } = edges[edge]!;
        if (order[target]! >= 0) continue;
        order[target] = count++;
        queue.push(target);
      }
  }
  return order;
}

function towards(
  destination: number,
  routers: number,
  edges: readonly Edge[],
  incoming: readonly number[][],
  isUp: readonly boolean[],
): Int32Array {
  const next = new Int32Array(routers).fill(-1);
  const reached = new Uint8Array(routers);
  reached[destination] = 1;
  // First all routers from which going down alone leads there, nearest first; then those that must go up before.
  const queue = [destination];
  for (const router of queue)
    for (const edge of incoming[router]!) {
      const { source } = edges[edge]!;
      if (isUp[edge] || reached[source] === 1) continue;
      reached[source] = 1;
      next[source] = edge;
      queue.push(source);
    }
  for (const router of queue)
    for (const edge of incoming[router]!) {
      const { source } = edges[edge]!;
      if (!isUp[edge] || reached[source] === 1) continue;
      reached[source] = 1;
      next[source] = edge;
      queue.push(source);
    }
  return next;
}
