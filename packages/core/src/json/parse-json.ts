import { AstraError } from "../errors/astra-error.js";

/** The value of a JSON text. `what` is the file to the user: `an execution graph`. Throws FILE_SYNTAX with the line, as far as it is known. */
export function parseJson(text: string, file: string | undefined, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const position = /position (\d+)/.exec(message);
    throw new AstraError("FILE_SYNTAX", {
      file,
      line: position === null ? undefined : text.slice(0, Number(position[1])).split("\n").length,
      problem: `${what} must be JSON: ${message.replace(/ \(line \d+ column \d+\)$/, "")}`,
      cause,
    });
  }
}
