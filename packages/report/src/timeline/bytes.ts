const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const values = new Uint8Array(128);
for (let index = 0; index < 64; index++) values[alphabet.charCodeAt(index)] = index;

/** Whole numbers of up to 2^53 as bytes, seven bits each, low ones first: small numbers take one byte. */
export class ByteWriter {
  #bytes = new Uint8Array(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  write(value: number): void {
    if (this.#length + 8 > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    let rest = value;
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length++] = rest;
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}

/** Calls `visit` with each number that a `ByteWriter` wrote. */
export function readNumbers(bytes: Uint8Array): number[] {
  const numbers: number[] = [];
  let value = 0;
  let factor = 1;
  for (const byte of bytes) {
    value += (byte % 128) * factor;
    if (byte >= 128) factor *= 128;
    else {
      numbers.push(value);
      value = 0;
      factor = 1;
    }
  }
  return numbers;
}

/** Base64 without padding; neither Node's Buffer nor the browser's `btoa` is in the language. */
export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; start += 6000) {
    let part = "";
    const end = Math.min(start + 6000, bytes.length);
    for (let at = start; at < end; at += 3) {
      const word = (bytes[at] << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
      part += alphabet[(word >> 18) & 63] + alphabet[(word >> 12) & 63];
      if (at + 1 < bytes.length) part += alphabet[(word >> 6) & 63];
      if (at + 2 < bytes.length) part += alphabet[word & 63];
    }
    parts.push(part);
  }
  return parts.join("");
}

export function fromBase64(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let at = 0;
  for (let index = 0; index < text.length; index += 4) {
    const word =
      (values[text.charCodeAt(index)] << 18) |
      (values[text.charCodeAt(index + 1)] << 12) |
      ((values[text.charCodeAt(index + 2)] ?? 0) << 6) |
      (values[text.charCodeAt(index + 3)] ?? 0);
    bytes[at++] = word >> 16;
    if (at < bytes.length) bytes[at++] = (word >> 8) & 255;
    if (at < bytes.length) bytes[at++] = word & 255;
  }
  return bytes;
}
