import { attributeNames, otherAttributes } from "./attribute-kinds.js";
import type { AttributeValues } from "./attribute-values.js";
import type { TextPool } from "./wire/text-pool.js";
import { WireError } from "./wire/wire-error.js";
import { type WireReader, wireTypes } from "./wire/wire-reader.js";

const nameTag = (1 << 3) | wireTypes.bytes;
/** Largest field number of a value: `bytes_list`. */
const lastKind = 32;

/** Decodes the attributes of nodes in the schema 0.0.4, one message at a time. */
export class AttributeDecoder {
  readonly #pool: TextPool;
  readonly #numbers = new Map<string, number>(attributeNames.map((name, number) => [name, number]));
  /** Names of attributes that nobody here knows. */
  readonly unknown = new Set<string>();

  constructor(pool: TextPool) {
    this.#pool = pool;
  }

  /** Reads an attribute, up to the end of the reader, into `values` if it means something. */
  decode(reader: WireReader, values: AttributeValues, wantsTensors: boolean): void {
    let name = "";
    let valueTag = 0;
    let valueAt = 0;
    while (!reader.isAtEnd) {
      const tag = reader.tag();
      if (tag === nameTag) {
        const start = reader.bytesField();
        name = this.#pool.text(reader.bytes, start, reader.position);
        continue;
      }
      const kind = tag >>> 3;
      // Of several values, the last one written is the attribute's.
      if (kind > 2 && kind <= lastKind) {
        valueTag = tag;
        valueAt = reader.position;
      }
      reader.skip(tag);
    }
    const attribute = this.number(name);
    if (attribute === undefined || valueTag === 0 || values.has(attribute)) return;
    if (!wantsTensors && (name === "inputs" || name === "outputs")) return;
    reader.position = valueAt;
    this.#value(reader, valueTag, attribute, values);
  }

  /** Number of an attribute; undefined for one that means nothing here, which is noted where nobody knows it. */
  number(name: string): number | undefined {
    const number = this.#numbers.get(name);
    if (number === undefined && !otherAttributes.has(name)) this.unknown.add(name);
    return number;
  }

  #value(reader: WireReader, tag: number, attribute: number, values: AttributeValues): void {
    const kind = tag >>> 3;
    const isList = kind % 2 === 0;
    if (isList) {
      requireType(tag, wireTypes.bytes, reader);
      const outer = reader.enter();
      if (kind === 30 || kind === 32) values.setTexts(attribute, this.#texts(reader));
      else values.setNumbers(attribute, numbersOf(reader, kind - 1));
      reader.leave(outer);
      return;
    }
    if (kind === 29 || kind === 31) {
      requireType(tag, wireTypes.bytes, reader);
      const start = reader.bytesField();
      values.setText(attribute, this.#pool.text(reader.bytes, start, reader.position));
    } else if (kind === 3 || kind === 5) {
      requireType(tag, kind === 3 ? wireTypes.fixed64 : wireTypes.fixed32, reader);
      values.setReal(attribute, kind === 3 ? reader.double() : reader.float());
    } else {
      requireType(tag, scalarType(kind), reader);
      readInteger(reader, kind);
      values.setInteger(attribute, reader.low, reader.high);
    }
  }

  #texts(reader: WireReader): string[] {
    const texts: string[] = [];
    while (!reader.isAtEnd) {
      const tag = reader.tag();
      if (tag !== nameTag) {
        reader.skip(tag);
        continue;
      }
      const start = reader.bytesField();
      texts.push(this.#pool.text(reader.bytes, start, reader.position));
    }
    return texts;
  }
}

/** The `values` of a list of numbers of a kind, packed or one by one. */
function numbersOf(reader: WireReader, kind: number): number[] {
  const numbers: number[] = [];
  const type = scalarType(kind);
  const one = (): void => {
    if (kind === 3) numbers.push(reader.double());
    else if (kind === 5) numbers.push(reader.float());
    else {
      readInteger(reader, kind);
      numbers.push(reader.unsigned());
    }
  };
  while (!reader.isAtEnd) {
    const tag = reader.tag();
    if (tag === ((1 << 3) | type)) one();
    else if (tag === nameTag) {
      const outer = reader.enter();
      while (!reader.isAtEnd) one();
      reader.leave(outer);
    } else reader.skip(tag);
  }
  return numbers;
}

/** Wire type of a scalar kind. */
function scalarType(kind: number): number {
  if (kind === 3 || kind === 21 || kind === 25) return wireTypes.fixed64;
  return kind === 5 || kind === 19 || kind === 23 ? wireTypes.fixed32 : wireTypes.varint;
}

/** Reads an integer or flag of a kind into the halves of the reader, as two's complement of 64 bits. */
function readInteger(reader: WireReader, kind: number): void {
  switch (kind) {
    case 19:
    case 23:
      reader.fixed32();
      if (kind === 23) signExtend(reader);
      return;
    case 21:
    case 25:
      reader.fixed64();
      return;
    case 15:
    case 17:
      reader.varint();
      unzigzag(reader);
      if (kind === 15) signExtend(reader);
      return;
    case 27:
      reader.varint();
      reader.low = reader.low !== 0 || reader.high !== 0 ? 1 : 0;
      reader.high = 0;
      return;
    case 7:
      reader.varint();
      signExtend(reader);
      return;
    case 11:
      reader.varint();
      reader.high = 0;
      return;
    default:
      reader.varint();
  }
}

/** Makes the lower half, taken as a signed number, one of 64 bits. */
function signExtend(reader: WireReader): void {
  reader.high = reader.low >= 0x80000000 ? 0xffffffff : 0;
}

/** Signed numbers that are written as 0, -1, 1, -2, … */
function unzigzag(reader: WireReader): void {
  const mask = reader.low & 1 ? 0xffffffff : 0;
  const low = ((reader.low >>> 1) | (reader.high << 31)) ^ mask;
  const high = (reader.high >>> 1) ^ mask;
  reader.low = low >>> 0;
  reader.high = high >>> 0;
}

function requireType(tag: number, type: number, reader: WireReader): void {
  if ((tag & 7) !== type) throw new WireError("a value of a wrong wire type", reader.position);
}
