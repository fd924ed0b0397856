export { binomialTree } from "./algorithms/binomial-tree.js";
export { chain } from "./algorithms/chain.js";
export { direct } from "./algorithms/direct.js";
export { doubleBinaryTree } from "./algorithms/double-binary-tree.js";
export { flatTree } from "./algorithms/flat-tree.js";
export { collectiveFromGraph, type GraphCollective } from "./algorithms/from-graph.js";
export { halvingDoubling } from "./algorithms/halving-doubling.js";
export { collectiveAlgorithms } from "./algorithms/index.js";
export { ring } from "./algorithms/ring.js";
export { AstraSystem } from "./astra-system.js";
export { astraSystem } from "./model.js";
export {
  implementationOption,
  rulesOfAstraSim2,
  type SystemOptions,
  type SystemOptionsInput,
  systemOptions,
} from "./options/system-options.js";
export { systemLayer } from "./plugin.js";
export { readSystemJson, type SystemJson, type SystemJsonOptions } from "./readers/system-json.js";
export { readSystemText, type SystemText, type SystemTextOptions } from "./readers/system-text.js";
