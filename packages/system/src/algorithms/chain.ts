import { type CollectiveTask, defineCollective, rootedKinds } from "@astra-ts/core";
import { OperationList } from "./operation-list.js";
import { wrap } from "./shifted-rounds.js";

/** A position in the chain: its distance from the root, and its neighbours. */
interface Link {
  readonly distance: number;
  readonly towardsRoot: number;
  readonly away: number;
  /** Whether there is anybody farther from the root. */
  readonly isLast: boolean;
}

/**
 * All NPUs in a row that begins at the root. A broadcast or reduce goes along it in as many segments as there are NPUs, one behind the other; a gather or scatter in the shards of those farther
 * from the root.
 */
export const chain = defineCollective({
  name: "chain",
  description: "segments or shards go from neighbour to neighbour, away from the root or towards it",
  kinds: rootedKinds,
  plan(task) {
    const { npus, direction, root = 0 } = task;
    const sizes = task.kind === "broadcast" || task.kind === "reduce" ? segments(task) : [];
    return {
      form: "graph",
      operations(position) {
        const distance = wrap(direction * (position - root), npus);
        const link = {
          distance,
          towardsRoot: wrap(position - direction, npus),
          away: wrap(position + direction, npus),
          isLast: distance === npus - 1,
        };
        const list = new OperationList();
        if (task.kind === "broadcast") broadcast(list, link, sizes);
        else if (task.kind === "reduce") reduce(list, link, sizes);
        else if (task.kind === "gather") gather(list, link, task.npus, task.bytes);
        else scatter(list, link, task.npus, Math.floor(task.bytes / task.npus));
        return list.operations;
      },
    };
  },
});

/** As equal as whole bytes allow; none of 0 bytes, unless there is nothing at all. */
function segments({ npus, bytes }: CollectiveTask): number[] {
  const sizes = Array.from({ length: npus }, (_, index) => Math.floor((bytes + index) / npus));
  return bytes === 0 ? [0] : sizes.filter((size) => size > 0);
}

/** Who has it all sends one segment when the last has arrived; the others pass each on when it has come. */
function broadcast(
  list: OperationList,
  { distance, towardsRoot, away, isLast }: Link,
  sizes: readonly number[],
): void {
  let before: number[] = [];
  for (const size of sizes) {
    if (distance === 0) before = [list.send(away, size, [list.load(size), ...before])];
    else {
      const ready = list.receive(towardsRoot, size, before);
      before = [ready];
      if (!isLast) list.send(away, size, before);
    }
  }
}

function reduce(
  list: OperationList,
  { distance, towardsRoot, away, isLast }: Link,
  sizes: readonly number[],
): void {
  let before: number[] = [];
  for (const size of sizes) {
    if (isLast) before = [list.send(towardsRoot, size, [list.load(size), ...before])];
    else {
      const ready = list.receive(away, size, before, true);
      before = [ready];
      if (distance > 0) list.send(towardsRoot, size, before);
    }
  }
}

/** Its own shard first, then those that come from behind. */
function gather(
  list: OperationList,
  { distance, towardsRoot, away }: Link,
  npus: number,
  shard: number,
): void {
  let before: number[] = [];
  if (distance > 0) list.send(towardsRoot, shard, [list.load(shard)]);
  for (let behind = distance + 1; behind < npus; behind++) {
    before = [list.receive(away, shard, before)];
    if (distance > 0) list.send(towardsRoot, shard, before);
  }
}

/** The shard of the farthest goes first; the last to come is its own. */
function scatter(
  list: OperationList,
  { distance, towardsRoot, away }: Link,
  npus: number,
  shard: number,
): void {
  let before: number[] = [];
  for (let farther = npus - 1; farther > distance; farther--) {
    if (distance === 0) before = [list.send(away, shard, [list.load(shard), ...before])];
    else {
      before = [list.receive(towardsRoot, shard, before)];
      list.send(away, shard, before);
    }
  }
  if (distance > 0) list.receive(towardsRoot, shard, before);
}
