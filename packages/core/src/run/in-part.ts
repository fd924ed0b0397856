import { isAstraError } from "../errors/astra-error.js";
import { belowPart } from "../errors/below-part.js";
import { pluginFailed } from "../errors/plugin-failed.js";

/** Runs a plugin's code. Fields that its errors name are meant below `part` of the experiment; an error of any other kind becomes PLUGIN_FAILED, naming `what`. */
export function inPart<Value>(part: string, what: string, action: () => Value): Value {
  try {
    return action();
  } catch (error) {
    throw isAstraError(error) ? belowPart(error, part) : pluginFailed(`${what} threw an error`, error);
  }
}
