/** A flow as the simple solver sees it: the links that it loads, and with which part of its rate. */
export interface SimpleFlow {
  readonly links: readonly number[];
  readonly parts: readonly number[];
  readonly weight: number;
  readonly cap: number;
}

/**
 * Max-min fair rates, by raising all shares together: in every round the tightest link, or the lowest cap, stops its flows. No data structure, no memory of earlier rates:
 * slow, and written to be compared with.
 */
export function progressiveFilling(capacities: readonly number[], flows: readonly SimpleFlow[]): number[] {
  const rates: (number | undefined)[] = flows.map(() => undefined);
  while (rates.includes(undefined)) {
    const rising = flows.map((_, index) => index).filter((index) => rates[index] === undefined);
    let share = Number.POSITIVE_INFINITY;
    let stopped: number[] = [];
    const offer = (candidate: number, who: number[]): void => {
      if (candidate > share) return;
      stopped = candidate === share ? [...stopped, ...who] : who;
      share = candidate;
    };
    capacities.forEach((capacity, link) => {
      const crossing = rising.filter((index) => loadOf(flows[index], link) > 0);
      if (crossing.length === 0) return;
      const given = flows.reduce((sum, flow, index) => sum + (rates[index] ?? 0) * loadOf(flow, link), 0);
      const pull = crossing.reduce((sum, index) => sum + flows[index].weight * loadOf(flows[index], link), 0);
      offer((capacity - given) / pull, crossing);
    });
    for (const index of rising) offer(flows[index].cap / flows[index].weight, [index]);
    for (const index of stopped) rates[index] = share * flows[index].weight;
  }
  return rates as number[];
}

/** Load that a flow puts on a link, as a share of its rate. */
export function loadOf({ links, parts }: SimpleFlow, link: number): number {
  return links.reduce((sum, crossed, index) => sum + (crossed === link ? parts[index] : 0), 0);
}
