import { AstraError } from "@astra-ts/core";
import { ByteBuffer } from "flatbuffers";

/** A table of a FlatBuffers file. Fields are numbered from 0 in the order of the schema; one that is left out is 0 or empty. */
export class FlatTable {
  readonly #buffer: ByteBuffer;
  readonly #position: number;
  readonly #file: string;

  /** The root table of a file. Throws FILE_SYNTAX. */
  static root(bytes: Uint8Array, file: string): FlatTable {
    const buffer = new ByteBuffer(bytes);
    return new FlatTable(buffer, bytes.length < 8 ? -1 : buffer.readUint32(0), file);
  }

  private constructor(buffer: ByteBuffer, position: number, file: string) {
    this.#buffer = buffer;
    this.#position = position;
    this.#file = file;
    const fields = position - (this.#isInside(position, 4) ? buffer.readInt32(position) : 0);
    if (
      !this.#isInside(position, 4) ||
      !this.#isInside(fields, 4) ||
      !this.#isInside(fields, buffer.readUint16(fields))
    )
      throw this.#damaged();
  }

  int16(field: number): number {
    return this.#read(field, 2, (at) => this.#buffer.readInt16(at));
  }

  uint32(field: number): number {
    return this.#read(field, 4, (at) => this.#buffer.readUint32(at));
  }

  float32(field: number): number {
    return this.#read(field, 4, (at) => this.#buffer.readFloat32(at));
  }

  /** Identifiers of 64 bits, which a double cannot hold. */
  uint64(field: number): bigint {
    const offset = this.#offset(field, 8);
    return offset === undefined ? 0n : this.#buffer.readUint64(offset);
  }

  uint64s(field: number): bigint[] {
    return this.#elements(field, 8).map((at) => this.#buffer.readUint64(at));
  }

  tables(field: number): FlatTable[] {
    return this.#elements(field, 4).map(
      (at) => new FlatTable(this.#buffer, this.#buffer.__indirect(at), this.#file),
    );
  }

  #read(field: number, bytes: number, read: (at: number) => number): number {
    const at = this.#offset(field, bytes);
    return at === undefined ? 0 : read(at);
  }

  #offset(field: number, bytes: number): number | undefined {
    const offset = this.#buffer.__offset(this.#position, 4 + 2 * field);
    if (offset === 0) return undefined;
    if (!this.#isInside(this.#position + offset, bytes)) throw this.#damaged();
    return this.#position + offset;
  }

  #elements(field: number, bytes: number): number[] {
    const at = this.#offset(field, 4);
    if (at === undefined) return [];
    const vector = at + this.#buffer.readUint32(at);
    const count = this.#isInside(vector, 4) ? this.#buffer.readUint32(vector) : -1;
    if (count < 0 || !this.#isInside(vector + 4, count * bytes)) throw this.#damaged();
    return Array.from({ length: count }, (_, index) => vector + 4 + index * bytes);
  }

  #isInside(at: number, bytes: number): boolean {
    return at >= 0 && at + bytes <= this.#buffer.capacity();
  }

  #damaged(): AstraError {
    return new AstraError("FILE_SYNTAX", {
      file: this.#file,
      problem: "this is no FlatBuffers file, or it is cut off: an offset leads out of it",
      expected: "a task graph that FlexFlow wrote (--taskgraph)",
    });
  }
}
