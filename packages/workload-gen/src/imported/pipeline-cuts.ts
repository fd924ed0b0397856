/** Cuts a row of costs into `parts` runs such that the costliest run costs as little as possible. Returns where each run but the first begins. */
export function balancedCuts(costs: readonly number[], parts: number): number[] {
  const before = [0];
  for (const cost of costs) before.push(before.at(-1)! + cost);
  const count = costs.length;
  // best[p][i]: cost of the costliest run when the first i are cut into p + 1 runs; from[p][i]: where the last begins.
  let best = before.map((sum) => sum);
  const from: number[][] = [before.map(() => 0)];
  for (let part = 1; part < parts; part++) {
    const next = before.map(() => Number.POSITIVE_INFINITY);
    const starts = before.map(() => 0);
    for (let end = part + 1; end <= count; end++)
      for (let start = part; start < end; start++) {
        const cost = Math.max(best[start]!, before[end]! - before[start]!);
        if (cost >= next[end]!) continue;
        next[end] = cost;
        starts[end] = start;
      }
    best = next;
    from.push(starts);
  }
  const cuts: number[] = [];
  let end = count;
  for (let part = parts - 1; part > 0; part--) {
    end = from[part]![end]!;
    cuts.unshift(end);
  }
  return cuts;
}
