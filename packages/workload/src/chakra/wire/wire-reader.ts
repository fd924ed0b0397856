import type { NodeId } from "@astra-ts/core";
import { WireError } from "./wire-error.js";

/** How the value of a protobuf field is written. */
export const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** Above this, the upper half of a 64-bit number makes it too large for a double to hold exactly. */
const safeHigh = 2 ** 21;

/**
 * Reads protobuf's wire format from a buffer. A 64-bit number is left in two halves, `low` and `high` (unsigned), since a double cannot hold all of them. Throws a
 * `WireError` where the bytes are no protobuf.
 */
export class WireReader {
  bytes: Uint8Array = new Uint8Array(0);
  position = 0;
  end = 0;
  low = 0;
  high = 0;
  #view: DataView = new DataView(new ArrayBuffer(0));

  /** Reads from `start` up to `end` of these bytes. */
  open(bytes: Uint8Array, start: number, end: number): void {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    this.position = start;
    this.end = end;
  }

  get isAtEnd(): boolean {
    return this.position >= this.end;
  }

  /** Field number times 8 plus wire type, as a whole: most fields are told apart by it at once. */
  tag(): number {
    const start = this.position;
    this.varint();
    const tag = this.low;
    if (this.high !== 0 || tag >>> 3 === 0)
      throw new WireError("no field of a message starts like this", start);
    return tag;
  }

  /** A variable-length number into `low` and `high`. */
  varint(): void {
    const { bytes, end } = this;
    const start = this.position;
    let position = start;
    let byte = position < end ? bytes[position++]! : -1;
    if (byte >= 0 && byte < 0x80) {
      this.low = byte;
      this.high = 0;
      this.position = position;
      return;
    }
    let low = 0;
    let high = 0;
    for (let shift = 0; byte >= 0; shift += 7) {
      const part = byte & 0x7f;
      if (shift < 28) low |= part << shift;
      else if (shift === 28) {
        low |= part << 28;
        high |= part >> 4;
      } else if (shift < 64) high |= part << (shift - 32);
      else throw new WireError("a number of more than ten bytes", start);
      if (byte < 0x80) {
        this.low = low >>> 0;
        this.high = high >>> 0;
        this.position = position;
        return;
      }
      byte = position < end ? bytes[position++]! : -1;
    }
    throw new WireError("a number goes on beyond the end of its message", start);
  }

  /** The number in `low` and `high` as a node's id. */
  id(): NodeId {
    if (this.high < safeHigh) return this.high * 2 ** 32 + this.low;
    return (BigInt(this.high) << 32n) | BigInt(this.low);
  }

  /** The number in `low` and `high`, unsigned; rounded where a double cannot hold it. */
  unsigned(): number {
    return this.high * 2 ** 32 + this.low;
  }

  /** Four bytes into `low`; `high` is 0. */
  fixed32(): void {
    this.#require(4);
    this.low = this.#view.getUint32(this.position, true);
    this.high = 0;
    this.position += 4;
  }

  /** Eight bytes into `low` and `high`. */
  fixed64(): void {
    this.#require(8);
    this.low = this.#view.getUint32(this.position, true);
    this.high = this.#view.getUint32(this.position + 4, true);
    this.position += 8;
  }

  float(): number {
    this.#require(4);
    const value = this.#view.getFloat32(this.position, true);
    this.position += 4;
    return value;
  }

  double(): number {
    this.#require(8);
    const value = this.#view.getFloat64(this.position, true);
    this.position += 8;
    return value;
  }

  /** Goes over a length-delimited field; returns where it starts. Its end is `position`. */
  bytesField(): number {
    const start = this.position;
    this.varint();
    if (this.high !== 0 || this.low > this.end - this.position)
      throw new WireError("a field is longer than the message that it is in", start);
    const first = this.position;
    this.position += this.low;
    return first;
  }

  /** Goes into a length-delimited field: `end` is its end until `leave` is given what this returns. */
  enter(): number {
    const outer = this.end;
    const start = this.bytesField();
    this.end = this.position;
    this.position = start;
    return outer;
  }

  leave(outer: number): void {
    this.position = this.end;
    this.end = outer;
  }

  /** Goes over the value of a field with this tag. */
  skip(tag: number): void {
    switch (tag & 7) {
      case wireTypes.varint:
        this.varint();
        return;
      case wireTypes.fixed64:
        this.#require(8);
        this.position += 8;
        return;
      case wireTypes.bytes:
        this.bytesField();
        return;
      case wireTypes.fixed32:
        this.#require(4);
        this.position += 4;
        return;
      default:
        throw new WireError(`a field of wire type ${tag & 7}, which no schema of Chakra has`, this.position);
    }
  }

  #require(count: number): void {
    if (this.end - this.position < count)
      throw new WireError("a number goes on beyond the end of its message", this.position);
  }
}
