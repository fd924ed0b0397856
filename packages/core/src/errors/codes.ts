/**
 * Every code that an {@link AstraError} of ours can carry, with one line on what it means. Codes are stable: scripts may test for them.
 * A plugin adds codes of its own with the prefix `PLUGIN_`.
 */
export const errorCodes = {
  FILE_MISSING: "A file that was named cannot be found or read.",
  FILE_SYNTAX: "A file is not in the format that its reader expects.",
  FILE_WRITE: "An output cannot be written.",
  FILE_IN_USE: "A file that another process is writing.",
  UNKNOWN_KEY: "A key or option that nothing reads.",
  UNKNOWN_NAME: "A name (backend, shape, algorithm, training loop …) that no plugin provides.",
  MISSING_VALUE: "A required value is absent.",
  INVALID_VALUE: "A value of the wrong type, or outside its range.",
  LENGTH_MISMATCH: "A list with the wrong number of entries, or two lists that must agree and do not.",
  UNSUPPORTED: "A combination that is well formed but that the chosen model does not support.",
  TOO_LARGE: "A run that would need more memory or time than any machine has.",
  MEMORY_BUDGET: "A run that reached its memory budget.",
  TIME_LIMIT: "A run that took longer than it may.",
  DUPLICATE_NAME: "Two plugins provide an entry of the same kind and name.",
  PLUGIN_MISSING: "A plugin module cannot be found.",
  PLUGIN_UNTRUSTED: "A plugin that an experiment names by path, which nothing says the user trusts.",
  PLUGIN_INVALID: "A module that was named as a plugin is not one.",
  PLUGIN_VERSION: "A plugin asks for a version of the plugin interface that this core does not accept.",
  PLUGIN_FAILED: "A plugin's own code threw an error.",
  PROGRAM_MISSING: "A program or library that a backend needs is not on this machine.",
  PROGRAM_FAILED: "A program that a backend runs crashed, hung or answered what it may not.",
  CONTRACT_BROKEN: "A plugin broke the contract of its kind, say by delivering a message twice.",
  DEADLOCK: "The simulation came to a standstill with work left.",
  ABORTED: "The run was stopped from outside.",
  BELOW_BOUND: "A result below its physical lower bound: a defect of the model or of the input.",
} as const satisfies Record<string, string>;

/** A code of ours, or of a plugin. */
export type ErrorCode = keyof typeof errorCodes | `PLUGIN_${string}`;
