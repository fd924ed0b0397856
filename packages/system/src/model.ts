import type { SystemModel } from "@astra-ts/core";
import { AstraSystem } from "./astra-system.js";
import { type SystemOptions, systemOptions } from "./options/system-options.js";
import { isShifted, isUniform } from "./uniformity.js";

/** The system layer of ASTRA-sim as a plugin entry. */
export const astraSystem: SystemModel<SystemOptions> = {
  name: "astra",
  description: "collectives in chunks and phases, as ASTRA-sim's system layer",
  options: systemOptions,
  isUniform,
  isShifted,
  create: (context, options) => new AstraSystem(context, options),
};
