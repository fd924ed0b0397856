import { AstraError, isAstraError } from "../errors/astra-error.js";

/** Runs a plugin's code. Fields that its errors name are meant below `part` of the experiment; an error of any other kind becomes PLUGIN_FAILED, naming `what`. */
export function inPart<Value>(part: string, what: string, action: () => Value): Value {
  try {
    return action();
  } catch (error) {
    if (!isAstraError(error)) {
      const message = error instanceof Error ? error.message : String(error);
      throw new AstraError("PLUGIN_FAILED", { problem: `${what} threw an error: ${message}`, cause: error });
    }
    const { field, file } = error.details;
    if (
      field === undefined ||
      file !== undefined ||
      field === part ||
      field.startsWith(`${part}.`) ||
      field.startsWith("topology")
    )
      throw error;
    throw new AstraError(error.code, { ...error.details, field: `${part}.${field}` });
  }
}
