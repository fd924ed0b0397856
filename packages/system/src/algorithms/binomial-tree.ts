import { defineCollective, rootedKinds } from "@astra-ts/core";
import { OperationList } from "./operation-list.js";
import { wrap } from "./shifted-rounds.js";

/** Below a node hang those that differ from it in one of the binary digits under its lowest one. */
interface TreeNode {
  /** Distance from the root; of children in order of their subtrees, the largest first. */
  readonly parent: number | undefined;
  readonly children: readonly number[];
}

function nodeAt(place: number, npus: number): TreeNode {
  const span = place === 0 ? 2 ** Math.ceil(Math.log2(npus)) : place & -place;
  const children: number[] = [];
  for (let step = span / 2; step >= 1; step /= 2) if (place + step < npus) children.push(place + step);
  return { parent: place === 0 ? undefined : place - span, children };
}

/** NPUs in the subtree of a place other than the root's. */
function subtree(place: number, npus: number): number {
  return Math.min(place & -place, npus - place);
}

/**
 * The binomial tree of MPI: each round doubles how many have something (or halves how many still have to give it). A broadcast or reduce moves its whole buffer from node to node, a gather or
 * scatter the shards of a whole subtree. Any number of NPUs.
 */
export const binomialTree = defineCollective({
  name: "binomialTree",
  description: "a tree of as many rounds as the number of NPUs has binary digits, from the root or to it",
  kinds: rootedKinds,
  plan({ kind, npus, bytes, direction, root = 0 }) {
    const shard = kind === "gather" ? bytes : Math.floor(bytes / npus);
    const isWhole = kind === "broadcast" || kind === "reduce";
    const size = (place: number): number => (isWhole ? bytes : subtree(place, npus) * shard);
    const positionOf = (place: number): number => wrap(root + direction * place, npus);
    return {
      form: "graph",
      operations(position) {
        const place = wrap(direction * (position - root), npus);
        const { parent, children } = nodeAt(place, npus);
        const list = new OperationList();
        if (kind === "broadcast" || kind === "scatter") {
          const first = children[0];
          const ready =
            parent !== undefined
              ? list.receive(positionOf(parent), size(place), [])
              : first === undefined
                ? undefined
                : list.load(size(first));
          let before = ready === undefined ? [] : [ready];
          for (const child of children) before = [list.send(positionOf(child), size(child), before)];
          return list.operations;
        }
        // The smallest subtrees have theirs together first.
        const ready = children
          .toReversed()
          .map((child) => list.receive(positionOf(child), size(child), [], kind === "reduce"));
        if (parent !== undefined)
          list.send(positionOf(parent), size(place), ready.length > 0 ? ready : [list.load(size(place))]);
        return list.operations;
      },
    };
  },
});
