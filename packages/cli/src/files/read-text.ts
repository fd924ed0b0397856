import { inputLimits } from "./input-limits.js";
import { readInput } from "./read-input.js";

/** How a text is read. */
export interface TextOptions {
  /** What messages call the file; default: its path. */
  readonly shown?: string;
  /** Most bytes; default: that of JSON for a text that starts like JSON, and of words for any other. */
  readonly limit?: number;
}

/** The text of a file, without a byte-order mark. Throws FILE_MISSING or TOO_LARGE. */
export function readText(file: string, what: string, { shown = file, limit }: TextOptions = {}): string {
  const content = readInput({ file, what, shown, limitOf: limit === undefined ? textLimit : () => limit });
  return content.toString("utf8").replace(/^\uFEFF/, "");
}

/** The default: by the first character that is no blank. */
export function textLimit(start: Uint8Array): number {
  const first = start.find((byte) => byte > 0x20 && byte < 0x80);
  return first === 0x7b || first === 0x5b ? inputLimits.json : inputLimits.text;
}
