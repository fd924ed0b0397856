import { attributeNames } from "./attribute-kinds.js";
import type { AttributeDecoder } from "./decode-attribute.js";
import { readIds } from "./decode-node.js";
import type { TraceNode } from "./trace-node.js";
import type { TextPool } from "./wire/text-pool.js";
import { WireError } from "./wire/wire-error.js";
import { type WireReader, wireTypes } from "./wire/wire-reader.js";

/** Schemas of Chakra before 0.0.4: with a field for each fact (2023-02), or with generic attributes (2023-06 and 2023-07). */
export type OldSchema = "0.0.1" | "0.0.2" | "0.0.3";

/** Types of collective of the schema 0.0.4, by the number that a collective has in each of the others. */
const collectiveTypes: Readonly<Record<OldSchema, readonly (number | undefined)[]>> = {
  "0.0.1": [undefined, 0, 6, 2, 7],
  "0.0.2": [0, 6, 2, 7],
  "0.0.3": [0, 6, 2, 7, 5],
};

/** Fields of a node in 0.0.1 that say what attributes say later. */
const factFields: Readonly<Record<number, (typeof attributeNames)[number]>> = {
  6: "tensor_size",
  12: "num_ops",
  13: "comm_type",
  16: "comm_src",
  17: "comm_dst",
  18: "comm_size",
  19: "comm_tag",
  20: "comm_priority",
};
const runTimeField = 7;
const involvedField = 14;
/** Field of a node in 0.0.2 and 0.0.3 that holds an attribute. */
const attributeField = 11;
/** The same in 0.0.4. */
const newAttributeField = 10;
const firstFact = 5;

/** What a node tells of the schema that it is in; undefined where it tells nothing. */
export function schemaOfNode(reader: WireReader): OldSchema | "0.0.4" | undefined {
  let schema: OldSchema | undefined;
  let hasFacts = false;
  while (!reader.isAtEnd) {
    const tag = reader.tag();
    const number = tag >>> 3;
    hasFacts ||= (tag & 7) === wireTypes.varint && number >= firstFact;
    if ((tag & 7) !== wireTypes.bytes || number < newAttributeField) {
      reader.skip(tag);
      continue;
    }
    const outer = reader.enter();
    if (number === newAttributeField && startsWithName(reader)) return "0.0.4";
    if (number === attributeField) schema = schemaOfAttribute(reader) ?? schema;
    reader.leave(outer);
    if (schema === "0.0.2") return schema;
  }
  return schema ?? (hasFacts ? "0.0.1" : undefined);
}

function startsWithName(reader: WireReader): boolean {
  return !reader.isAtEnd && reader.bytes[reader.position] === ((1 << 3) | wireTypes.bytes);
}

/** An attribute tells its kind by a number beside its value; in 0.0.2 these are others than in 0.0.3: a whole number has 1, a text 2. */
function schemaOfAttribute(reader: WireReader): OldSchema | undefined {
  let kind = -1;
  let isOf2 = false;
  while (!reader.isAtEnd) {
    const tag = reader.tag();
    const type = tag & 7;
    if (tag >>> 3 === 2 && type === wireTypes.varint) {
      reader.varint();
      kind = reader.low;
      continue;
    }
    if (tag >>> 3 >= 4) {
      isOf2 ||=
        (kind === 0 && type === wireTypes.fixed32) ||
        (kind === 1 && type === wireTypes.varint) ||
        (kind === 2 && type === wireTypes.bytes);
    }
    reader.skip(tag);
  }
  if (kind < 0) return undefined;
  return isOf2 ? "0.0.2" : "0.0.3";
}

/** Decodes nodes in the schemas before 0.0.4. */
export class OldNodeDecoder {
  schema: OldSchema;
  readonly #attributes: AttributeDecoder;
  readonly #pool: TextPool;

  constructor(schema: OldSchema, attributes: AttributeDecoder, pool: TextPool) {
    this.schema = schema;
    this.#attributes = attributes;
    this.#pool = pool;
  }

  /** Reads the message, up to the end of the reader, into `node`. */
  decode(reader: WireReader, node: TraceNode): void {
    node.clear();
    const involved: number[] = [];
    while (!reader.isAtEnd) {
      const tag = reader.tag();
      const number = tag >>> 3;
      const type = tag & 7;
      if (number <= 4) this.#head(reader, number, type, node);
      else if (this.schema !== "0.0.1") {
        if (number !== attributeField || type !== wireTypes.bytes) reader.skip(tag);
        else {
          const outer = reader.enter();
          this.#attribute(reader, node);
          reader.leave(outer);
        }
      } else if (number === involvedField) readFlags(reader, type, involved);
      else if (type !== wireTypes.varint) reader.skip(tag);
      else {
        reader.varint();
        this.#fact(reader, number, node);
      }
    }
    if (involved.length > 0) node.attributes.setNumbers(attributeNames.indexOf("involved_dim"), involved);
    // Metadata nodes came with 0.0.3, before all types but the first.
    if (this.schema !== "0.0.3" && node.type > 0) node.type++;
  }

  #head(reader: WireReader, number: number, type: number, node: TraceNode): void {
    if (number === 4 && type === wireTypes.bytes) {
      readIds(reader, node.dataDependencies);
      return;
    }
    if (type !== (number === 2 ? wireTypes.bytes : wireTypes.varint))
      throw new WireError("a field of a node with a wrong wire type", reader.position);
    if (number === 2) {
      const start = reader.bytesField();
      node.name = this.#pool.text(reader.bytes, start, reader.position);
      return;
    }
    reader.varint();
    if (number === 1) node.id = reader.id();
    else if (number === 3) node.type = reader.unsigned();
    else node.dataDependencies.push(reader.id());
  }

  /** Times are in cycles of 1 ns. */
  #fact(reader: WireReader, number: number, node: TraceNode): void {
    const name = factFields[number];
    if (number === runTimeField) node.duration = reader.unsigned();
    else if (name !== undefined) this.#setInteger(reader, name, node);
  }

  #setInteger(reader: WireReader, name: (typeof attributeNames)[number], node: TraceNode): void {
    if (name === "runtime") {
      node.duration = reader.unsigned();
      return;
    }
    let { low, high } = reader;
    if (name === "comm_type") {
      const type = high === 0 ? collectiveTypes[this.schema][low] : undefined;
      if (type === undefined) return;
      low = type;
      high = 0;
    }
    node.attributes.setInteger(attributeNames.indexOf(name), low, high);
  }

  /** The wire type of a value tells what it is. */
  #attribute(reader: WireReader, node: TraceNode): void {
    const { position } = reader;
    let attribute: number | undefined;
    while (!reader.isAtEnd) {
      const tag = reader.tag();
      if (tag !== ((1 << 3) | wireTypes.bytes)) reader.skip(tag);
      else {
        const start = reader.bytesField();
        attribute = this.#attributes.number(this.#pool.text(reader.bytes, start, reader.position));
      }
    }
    if (attribute === undefined || node.attributes.has(attribute)) return;
    const name = attributeNames[attribute]!;
    const numbers: number[] = [];
    reader.position = position;
    while (!reader.isAtEnd) {
      const tag = reader.tag();
      if (tag >>> 3 < 4) reader.skip(tag);
      else if (name === "involved_dim") readFlags(reader, tag & 7, numbers);
      else this.#value(reader, tag, name, attribute, node);
    }
    if (name === "involved_dim") node.attributes.setNumbers(attribute, numbers);
  }

  #value(
    reader: WireReader,
    tag: number,
    name: (typeof attributeNames)[number],
    attribute: number,
    node: TraceNode,
  ): void {
    switch (tag & 7) {
      case wireTypes.varint:
        reader.varint();
        this.#setInteger(reader, name, node);
        break;
      case wireTypes.fixed32:
        node.attributes.setReal(attribute, reader.float());
        break;
      case wireTypes.bytes: {
        const start = reader.bytesField();
        node.attributes.setText(attribute, this.#pool.text(reader.bytes, start, reader.position));
        break;
      }
      default:
        reader.skip(tag);
    }
  }
}

/** One flag, or several that are packed. */
function readFlags(reader: WireReader, type: number, into: number[]): void {
  const one = (): void => {
    reader.varint();
    into.push(reader.low === 0 && reader.high === 0 ? 0 : 1);
  };
  if (type === wireTypes.varint) one();
  else if (type === wireTypes.bytes) {
    const outer = reader.enter();
    while (!reader.isAtEnd) one();
    reader.leave(outer);
  } else throw new WireError("flags of a wrong wire type", reader.position);
}
