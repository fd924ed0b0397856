import { AstraError } from "@astra-ts/core";
import { WireError } from "./wire-error.js";
import { WireReader } from "./wire-reader.js";

/** A message longer than this is none: the largest that tools write holds a whole input file, a few MB. */
const longestMessage = 1 << 26;

/** What to do with a message: bytes `start` to `end` of `reader` hold it. The bytes are only valid until it returns. */
export type MessageHandler = (reader: WireReader, start: number, end: number) => void;

/** Where a stream of messages is when something goes wrong. */
export interface StreamPlace {
  readonly file: string;
  /** The last node that was read, in words; undefined before the first. */
  lastNode(): string | undefined;
}

/** Parts a stream of bytes, which may come in pieces of any size, into messages that are each led by their length. */
export class MessageStream {
  readonly #reader = new WireReader();
  readonly #handle: MessageHandler;
  readonly #place: StreamPlace;
  /** The beginning of a message whose rest is still to come, and its place in the stream. */
  #rest: Uint8Array = new Uint8Array(0);
  #offset = 0;

  constructor(place: StreamPlace, handle: MessageHandler) {
    this.#place = place;
    this.#handle = handle;
  }

  /** Takes the next piece. Throws FILE_SYNTAX with the position of the byte that is wrong. */
  push(piece: Uint8Array): void {
    const bytes = this.#rest.length === 0 ? piece : joined(this.#rest, piece);
    const reader = this.#reader;
    let position = 0;
    try {
      for (;;) {
        reader.open(bytes, position, bytes.length);
        const length = this.#length(reader);
        if (length === undefined || length > bytes.length - reader.position) break;
        const start = reader.position;
        reader.open(bytes, start, start + length);
        this.#handle(reader, start, start + length);
        position = start + length;
      }
    } catch (error) {
      throw this.#located(error);
    }
    this.#offset += position;
    this.#rest = bytes.slice(position);
  }

  /** The stream has ended. Throws FILE_SYNTAX where it ends within a message. */
  end(): void {
    if (this.#rest.length === 0) return;
    this.#reader.open(this.#rest, 0, this.#rest.length);
    const length = this.#length(this.#reader);
    const there = this.#rest.length - this.#reader.position;
    throw new AstraError("FILE_SYNTAX", {
      file: this.#place.file,
      problem: `the file ends within a message, which begins at byte ${this.#offset}${this.#afterNode()}`,
      ...(length === undefined ? {} : { found: there, expected: `${length} bytes of it` }),
      hint: "The file is cut short, or is no Chakra trace.",
    });
  }

  /** Length of the next message; undefined where it is not there in whole. */
  #length(reader: WireReader): number | undefined {
    const start = reader.position;
    let end = start;
    while (end < reader.end && reader.bytes[end]! >= 0x80) end++;
    if (end === reader.end && end - start < 5) return undefined;
    reader.varint();
    if (end - start >= 5 || reader.unsigned() > longestMessage)
      throw new WireError("no message is as long as this says", start);
    return reader.low;
  }

  #located(error: unknown): unknown {
    if (!(error instanceof WireError)) return error;
    return new AstraError("FILE_SYNTAX", {
      file: this.#place.file,
      problem: `${error.message}: byte ${this.#offset + error.position}${this.#afterNode()}`,
      hint: "The file is damaged, or is no Chakra trace.",
      cause: error,
    });
  }

  #afterNode(): string {
    const node = this.#place.lastNode();
    return node === undefined ? "" : `, after node ${node}`;
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
