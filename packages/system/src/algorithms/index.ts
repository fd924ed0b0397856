import type { CollectiveAlgorithm } from "@astra-ts/core";
import { direct } from "./direct.js";
import { doubleBinaryTree } from "./double-binary-tree.js";
import { halvingDoubling } from "./halving-doubling.js";
import { ring } from "./ring.js";

/** The collective algorithms of ASTRA-sim, each also with `one` before its name. */
export const collectiveAlgorithms: readonly CollectiveAlgorithm[] = [
  ring,
  direct,
  halvingDoubling,
  doubleBinaryTree,
];
