// `@astra-ts/core/document`: experiments as people write them, and the schemas that check them. Apart, because the schemas need a schema library and a run does not.
export { type CheckedDocument, checkDocument } from "./check-document.js";
export { type ExperimentDocument, experimentDocument } from "./document.js";
export { generatedMachine } from "./generated-topology.js";
export {
  bandwidth as bandwidthQuantity,
  size as sizeQuantity,
  time as timeQuantity,
} from "./quantities.js";
export type { SweepDocument } from "./sweep-document.js";
