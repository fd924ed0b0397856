/** How packets keep out of circles of waiting on shortest ways. */
export interface ChannelOrder {
  /** Classes of virtual channels that the longest chain of changes needs; 1 where no circle is possible. */
  readonly classes: number;
  /** Whether a packet that goes on from one link to another changes to the next class. */
  changesClass(from: number, to: number): boolean;
}

/** Links between routers, and those by which packets may go on. */
export interface RoutedLinks {
  readonly links: readonly { readonly source: number; readonly target: number }[];
  /** Routers that packets go to and come from: the first ones. */
  readonly destinations: number;
  /** Links by which packets for a destination leave a router. */
  choices(router: number, destination: number): readonly number[];
}

/**
 * Keeps shortest ways and makes them free of deadlock. Links are put in an order; a packet that goes on to a link further down in it, against the order, changes to the next
 * class of virtual channels. So whoever waits, waits for a channel of a higher class or further on in the order, and no circle of waiting closes (Dally and Seitz, 1987; with classes
 * along the hops Günther, 1981). The order is one that few dependencies run against: on a ring it breaks at one place, the dateline; on a dragonfly local links come before
 * global ones, so that a packet changes after each global hop.
 */
export function channelOrder(routed: RoutedLinks): ChannelOrder {
  const { links } = routed;
  const attached = attachments(routed);
  const starts = new Set(attached);
  const followers = dependencies(routed, starts);
  // No link leads on to one that leaves a node at the edge, so that nobody waits for it.
  const isFirst = Uint8Array.from(links, ({ source }) => ((attached[source] ?? source) === source ? 0 : 1));
  const orders = [fewBackwards, depthFirst].map((order) => {
    const rank = order(followers);
    const changesClass = (from: number, to: number): boolean =>
      isFirst[from] === 0 && rank[to]! <= rank[from]!;
    return { classes: 1 + mostChanges(routed, starts, changesClass), changesClass };
  });
  return orders.reduce((best, order) => (order.classes < best.classes ? order : best));
}

/** For each destination the router from which its packets set out: the neighbour, where it hangs off one alone and nothing can pass through it, else itself. */
function attachments({ links, destinations }: RoutedLinks): Int32Array {
  const unknown = -1;
  const neighbour = new Int32Array(destinations).fill(unknown);
  const note = (node: number, other: number): void => {
    if (node >= destinations) return;
    const known = neighbour[node]!;
    neighbour[node] = known === unknown || known === other ? other : node;
  };
  for (const { source, target } of links) {
    note(source, target);
    note(target, source);
  }
  return neighbour.map((other, node) => (other === unknown ? node : other));
}

/** For each link those that packets go on to. */
function dependencies(
  { links, destinations, choices }: RoutedLinks,
  starts: ReadonlySet<number>,
): Set<number>[] {
  const followers = links.map(() => new Set<number>());
  for (let destination = 0; destination < destinations; destination++) {
    const reached = new Set(starts);
    for (const router of reached)
      for (const link of choices(router, destination)) {
        const { target } = links[link]!;
        reached.add(target);
        for (const next of choices(target, destination)) followers[link]!.add(next);
      }
  }
  return followers;
}

/**
 * An order of links in which few dependencies run backwards: the greedy rule of Eades, Lin and Smyth (Information Processing Letters 47, 1993). Links that nothing follows go to the
 * end, those that follow nothing to the beginning; where neither is left, the one with most followers beyond those that it follows goes to the beginning.
 */
function fewBackwards(followers: readonly ReadonlySet<number>[]): Int32Array {
  const count = followers.length;
  const preceders = followers.map(() => new Set<number>());
  for (const [link, next] of followers.entries()) for (const follower of next) preceders[follower]!.add(link);
  const after = Int32Array.from(followers, ({ size }) => size);
  const before = Int32Array.from(preceders, ({ size }) => size);
  const left = new Set(followers.keys());
  const rank = new Int32Array(count);
  let first = 0;
  let last = count - 1;
  const ready = [...left].filter((link) => after[link] === 0 || before[link] === 0);

  const place = (link: number, atEnd: boolean): void => {
    rank[link] = atEnd ? last-- : first++;
    left.delete(link);
    for (const follower of followers[link]!)
      if (left.has(follower) && --before[follower]! === 0) ready.push(follower);
    for (const preceder of preceders[link]!)
      if (left.has(preceder) && --after[preceder]! === 0) ready.push(preceder);
  };
  while (left.size > 0) {
    for (let link = ready.pop(); link !== undefined; link = ready.pop())
      if (left.has(link)) place(link, after[link] === 0);
    let best = -1;
    for (const link of left)
      if (best < 0 || after[link]! - before[link]! > after[best]! - before[best]!) best = link;
    if (best >= 0) place(best, false);
  }
  return rank;
}

/**
 * The order in which a search into the depth leaves links, turned round: only what leads back to a link on the way of the search runs backwards. Better than the greedy rule where
 * ways keep to the order of dimensions: each ring is then broken at one place.
 */
function depthFirst(followers: readonly ReadonlySet<number>[]): Int32Array {
  const rank = new Int32Array(followers.length);
  const seen = new Uint8Array(followers.length);
  let last = followers.length - 1;
  for (const start of followers.keys()) {
    if (seen[start] === 1) continue;
    seen[start] = 1;
    const way = [start];
    const ahead = [followers[start]!.values()];
    while (way.length > 0) {
      const { value, done } = ahead[ahead.length - 1]!.next();
      if (done) {
        rank[way.pop()!] = last--;
        ahead.pop();
      } else if (seen[value] === 0) {
        seen[value] = 1;
        way.push(value);
        ahead.push(followers[value]!.values());
      }
    }
  }
  return rank;
}

/** Most changes of class on any way. */
function mostChanges(
  { links, destinations, choices }: RoutedLinks,
  starts: ReadonlySet<number>,
  changesClass: (from: number, to: number) => boolean,
): number {
  const unknown = -1;
  /** Changes on the way that is still ahead, by link; ways to one destination form no circle. */
  const ahead = new Int32Array(links.length);
  let most = 0;
  for (let destination = 0; destination < destinations; destination++) {
    ahead.fill(unknown);
    const changesFrom = (link: number): number => {
      if (ahead[link] !== unknown) return ahead[link]!;
      let found = 0;
      for (const next of choices(links[link]!.target, destination))
        found = Math.max(found, changesFrom(next) + (changesClass(link, next) ? 1 : 0));
      ahead[link] = found;
      return found;
    };
    for (const start of starts)
      for (const link of choices(start, destination)) most = Math.max(most, changesFrom(link));
  }
  return most;
}
