import { AstraError, isAstraError } from "@astra-ts/core";
import { InvalidArgumentError } from "commander";
import { readText } from "../files/read-text.js";

/** `rows=128`, `times={"head":0}`, `entries=@measured.json`: a JSON value, a file that holds one, or else text. */
export function collectOption(text: string, previous: Record<string, unknown>): Record<string, unknown> {
  const split = text.indexOf("=");
  if (split < 1) throw new InvalidArgumentError("Expected key=value.");
  const value = text.slice(split + 1);
  return {
    ...previous,
    [text.slice(0, split)]: value.startsWith("@") ? jsonFile(value.slice(1)) : jsonOrText(value),
  };
}

function jsonFile(file: string): unknown {
  try {
    return JSON.parse(readText(file, "option of the compute model"));
  } catch (cause) {
    if (isAstraError(cause)) throw cause;
    throw new AstraError("FILE_SYNTAX", {
      file,
      problem: `an option of a compute model must be JSON (${(cause as Error).message})`,
      cause,
    });
  }
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
