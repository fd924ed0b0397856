import { isAstraError } from "@astra-ts/core";
import type { Outcome } from "./outcome.js";

/** The outcome of a run that ended in an error of ours. Any other error is a defect, and is thrown on. */
export function refusalOf(error: unknown, completed: boolean): Outcome {
  if (!isAstraError(error)) throw error;
  const { code, message } = error;
  if (!completed) return { outcome: "refused", differences: [], code, message };
  return { outcome: "different", differences: [`ours refuses: ${message}`], code, message };
}
