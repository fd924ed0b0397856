import type { ComputeModel } from "@astra-ts/core";
import { fixed } from "./fixed.js";
import { gpu } from "./gpu/gpu.js";
import { roofline } from "./roofline.js";
import { systolic } from "./systolic.js";
import { table } from "./table.js";

/** The built-in compute models, for a registry. */
export const computeModels: readonly ComputeModel[] = [
  systolic as ComputeModel,
  gpu as ComputeModel,
  roofline as ComputeModel,
  table as ComputeModel,
  fixed as ComputeModel,
];
