import { AstraError } from "./astra-error.js";

/** The error of code PLUGIN_FAILED for what a plugin's code has thrown, with its message: `problem` says where. */
export function pluginFailed(problem: string, thrown: unknown, hint?: string): AstraError {
  return new AstraError("PLUGIN_FAILED", {
    problem: `${problem}: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    hint,
    cause: thrown,
  });
}
