import { decodeText } from "./text-coding.js";

/** Texts kept, at most. */
const capacity = 1 << 20;

interface Entry {
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly next: Entry | undefined;
}

/** Decodes UTF-8. Names repeat from node to node and from rank to rank: a text that was seen before is found by its bytes, and not made again. */
export class TextPool {
  readonly #entries = new Map<number, Entry>();
  #count = 0;

  /** The text of `bytes` from `start` up to `end`, in UTF-8. */
  text(bytes: Uint8Array, start: number, end: number): string {
    let hash = 0x811c9dc5;
    for (let index = start; index < end; index++) hash = Math.imul(hash ^ bytes[index]!, 0x01000193);
    const first = this.#entries.get(hash);
    for (let entry = first; entry !== undefined; entry = entry.next)
      if (isSame(entry.bytes, bytes, start, end)) return entry.text;
    const text = decodeText(bytes.subarray(start, end));
    if (this.#count < capacity) {
      this.#count++;
      this.#entries.set(hash, { bytes: bytes.slice(start, end), text, next: first });
    }
    return text;
  }
}

function isSame(known: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  for (let index = 0; index < known.length; index++) if (known[index] !== bytes[start + index]) return false;
  return true;
}
