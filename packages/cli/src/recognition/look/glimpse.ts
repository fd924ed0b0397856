import { basename } from "node:path";
import { readInput } from "../../files/read-input.js";
import { textLimit } from "../../files/read-text.js";
import { topLevelKeys } from "./top-level-keys.js";

/** What a look at a file shows: enough to tell what it is, whatever its size. */
export interface Glimpse {
  /** The file's name without its folder. */
  readonly name: string;
  /** The first bytes. */
  readonly bytes: Uint8Array;
  /** The same as text; empty where they are no text. */
  readonly text: string;
  /** Keys of a JSON object, or of the first object of a JSON list; those of a YAML map. Empty for anything else. */
  readonly keys: ReadonlySet<string>;
}

const most = 2 ** 16;

/** A look at a file. Throws FILE_MISSING. */
export function glimpseOfFile(file: string, what: string, shown = file): Glimpse {
  return glimpseOf(readInput({ file, what, shown, limitOf: textLimit, wanted: most }), file);
}

/** A look at content that has been read. */
export function glimpseOf(content: Uint8Array | string, file: string): Glimpse {
  const bytes = (
    typeof content === "string" ? new TextEncoder().encode(content.slice(0, most)) : content
  ).subarray(0, most);
  const text = isText(bytes) ? new TextDecoder().decode(bytes) : "";
  return { name: basename(file), bytes, text, keys: new Set(topLevelKeys(text)) };
}

/** No text has control characters but blanks and escapes, nor bytes that are no UTF-8; the last character may be cut off. */
function isText(bytes: Uint8Array): boolean {
  if (bytes.some((byte) => byte < 0x20 && (byte < 0x09 || byte > 0x0d) && byte !== 0x1b)) return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
