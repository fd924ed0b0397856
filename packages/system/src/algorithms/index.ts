import type { CollectiveAlgorithm } from "@astra-ts/core";
import { binomialTree } from "./binomial-tree.js";
import { chain } from "./chain.js";
import { direct } from "./direct.js";
import { doubleBinaryTree } from "./double-binary-tree.js";
import { flatTree } from "./flat-tree.js";
import { halvingDoubling } from "./halving-doubling.js";
import { ring } from "./ring.js";

/** The collective algorithms of ASTRA-sim, each also with `one` before its name, and those of collectives with a root. */
export const collectiveAlgorithms: readonly CollectiveAlgorithm[] = [
  ring,
  direct,
  halvingDoubling,
  doubleBinaryTree,
  chain,
  binomialTree,
  flatTree,
];
