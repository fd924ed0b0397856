import { defineCollective, type PlanOperation } from "@astra-ts/core";
import { unrootedKinds } from "./unrooted-kinds.js";

interface TreeNode {
  parent?: number;
  readonly children: number[];
}

/** Nodes `low` to `high` as a full tree, numbered from left to right. Returns its root. */
function hangFullTree(nodes: TreeNode[], low: number, high: number): number {
  const root = (low + high) / 2;
  if (low === high) return root;
  for (const child of [hangFullTree(nodes, low, root - 1), hangFullTree(nodes, root + 1, high)]) {
    nodes[child]!.parent = root;
    nodes[root]!.children.push(child);
  }
  return root;
}

/** A root with one child, below which all others hang as a full tree. The root is the highest position (variant 0) or the lowest (variant 1). */
function buildTree(npus: number, variant: number): TreeNode[] {
  const nodes = Array.from({ length: npus }, (): TreeNode => ({ children: [] }));
  const root = variant === 0 ? npus - 1 : 0;
  const child = variant === 0 ? hangFullTree(nodes, 0, npus - 2) : hangFullTree(nodes, 1, npus - 1);
  nodes[child]!.parent = root;
  nodes[root]!.children.push(child);
  return nodes;
}

/** Receive from every child and reduce, pass the sum up, take the result from above and pass it down. */
function operationsOf({ parent, children }: TreeNode, bytes: number): PlanOperation[] {
  const operations: PlanOperation[] = [];
  const add = (operation: PlanOperation): number => operations.push(operation) - 1;
  const receives = children.map((from) => add({ kind: "receive", from, bytes, after: [] }));
  let ready =
    children.length === 0
      ? [add({ kind: "endpoint", bytes, reduces: false, after: [] })]
      : receives.map((receive) => add({ kind: "endpoint", bytes, reduces: true, after: [receive] }));
  if (parent !== undefined) {
    add({ kind: "send", to: parent, bytes, after: ready });
    const receive = add({ kind: "receive", from: parent, bytes, after: ready });
    ready = [add({ kind: "endpoint", bytes, reduces: children.length > 0, after: [receive] })];
  }
  for (const to of children) add({ kind: "send", to, bytes, after: ready });
  return operations;
}

/**
 * Two trees over the same NPUs, which chunks take in turn; each carries whole chunks up and down. It always does a complete all-reduce, also where a reduce-scatter or
 * all-gather was asked for, as in ASTRA-sim.
 */
export const doubleBinaryTree = defineCollective({
  name: "doubleBinaryTree",
  description: "chunks alternate between two trees, up with reduction and down again",
  kinds: unrootedKinds,
  variants: 2,
  refuses: ({ npus }) =>
    Number.isInteger(Math.log2(npus))
      ? undefined
      : `a double binary tree hangs full trees below its roots, which needs a power of two, not ${npus} NPUs`,
  resultBytes: ({ bytes }) => bytes,
  plan({ npus, bytes, variant }) {
    const nodes = buildTree(npus, variant);
    return { form: "graph", operations: (position) => operationsOf(nodes[position]!, bytes) };
  },
});
