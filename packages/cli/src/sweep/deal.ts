/**
 * Deals pieces of work into shards that take about equal time: the largest first, each to the shard that has least so far. The same costs give the same deal on every machine. The longest
 * shard takes at most a third more than in the best deal there is (R. L. Graham, Bounds on Multiprocessing Timing Anomalies, SIAM Journal on Applied Mathematics 17, 1969).
 *
 * @returns for each shard the indices of its pieces, largest first.
 */
export function deal(costs: readonly number[], shards: number): number[][] {
  const order = costs.map((_, index) => index).sort((a, b) => costs[b]! - costs[a]! || a - b);
  const hands = Array.from({ length: shards }, (): number[] => []);
  const loads = new Float64Array(shards);
  // A heap of shards, the least loaded on top; of equals, the first.
  const heap = Uint32Array.from({ length: shards }, (_, shard) => shard);
  const isBefore = (a: number, b: number) => loads[a]! < loads[b]! || (loads[a] === loads[b] && a < b);
  for (const piece of order) {
    const shard = heap[0]!;
    hands[shard]!.push(piece);
    loads[shard] = loads[shard]! + costs[piece]!;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= shards) break;
      const child = left + 1 < shards && isBefore(heap[left + 1]!, heap[left]!) ? left + 1 : left;
      if (!isBefore(heap[child]!, shard)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = shard;
  }
  return hands;
}
