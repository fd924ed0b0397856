import { AstraError, isAstraError } from "../errors/astra-error.js";
import { pluginFailed } from "../errors/plugin-failed.js";

/** Runs a plugin's code. Fields that its errors name are meant below `part` of the experiment; an error of any other kind becomes PLUGIN_FAILED, naming `what`. */
export function inPart<Value>(part: string, what: string, action: () => Value): Value {
  try {
    return action();
  } catch (error) {
    if (!isAstraError(error)) throw pluginFailed(`${what} threw an error`, error);
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
