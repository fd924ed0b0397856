export { inputOf } from "../support/target.js";

import type { Target } from "../support/target.js";
import { astraSimTargets } from "./astra-sim-files.js";
import { experimentTargets } from "./experiment.js";
import { generatorTargets } from "./generator.js";
import { optionTargets } from "./options.js";
import { savedTargets } from "./saved.js";

/** Every reader of the product. */
export const targets: readonly Target[] = [
  ...astraSimTargets,
  ...experimentTargets,
  ...optionTargets,
  ...generatorTargets,
  ...savedTargets,
];
