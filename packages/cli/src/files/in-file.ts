import { isAstraError, lineOfJson } from "@astra-ts/core";

/** What `action` gives. An error of ours that it throws also names the file, and of JSON, given as `json`, the line of the key that it names. */
export function inFile<Value>(file: string, action: () => Value, json?: string): Value {
  try {
    return action();
  } catch (error) {
    if (!isAstraError(error)) throw error;
    const { field, line } = error.details;
    const key = json === undefined || field === undefined ? undefined : lineOfJson(json, field.split("."));
    throw error.located({ file, line: line ?? key });
  }
}
