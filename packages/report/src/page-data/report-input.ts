import type { Result } from "@astra-ts/core";
import type { LabelledResult } from "../compare/labelled-result.js";
import type { Sweep } from "../sweep/sweep.js";

/** What a page can be made of. */
export type ReportInput =
  | { readonly kind: "result"; readonly result: Result; readonly title?: string }
  /** The first result is what the others are compared with. */
  | { readonly kind: "comparison"; readonly results: readonly LabelledResult[]; readonly title?: string }
  | { readonly kind: "sweep"; readonly sweep: Sweep; readonly title?: string };
