import { AttributeDecoder } from "./decode-attribute.js";
import { nodeTypes, type TraceNode } from "./trace-node.js";
import type { TextPool } from "./wire/text-pool.js";
import { type WireReader, wireTypes } from "./wire/wire-reader.js";

const { varint, bytes } = wireTypes;
const field = (number: number, type: number): number => (number << 3) | type;

const fields = {
  id: field(1, varint),
  name: field(2, bytes),
  type: field(3, varint),
  controlDependency: field(4, varint),
  controlDependencies: field(4, bytes),
  dataDependency: field(5, varint),
  dataDependencies: field(5, bytes),
  durationMicros: field(7, varint),
  inputs: field(8, bytes),
  attribute: field(10, bytes),
} as const;

const ioValues = field(1, bytes);

/** Decodes nodes in the schema 0.0.4. */
export class NodeDecoder {
  readonly attributes: AttributeDecoder;
  readonly #pool: TextPool;
  readonly #wantsTensors: boolean;
  /** Where the values of the inputs stand. */
  #valuesStart = 0;
  #valuesEnd = 0;

  constructor(pool: TextPool, wantsTensors: boolean) {
    this.attributes = new AttributeDecoder(pool);
    this.#pool = pool;
    this.#wantsTensors = wantsTensors;
  }

  /** Reads the message, up to the end of the reader, into `node`. */
  decode(reader: WireReader, node: TraceNode): void {
    node.clear();
    this.#valuesStart = this.#valuesEnd = 0;
    while (!reader.isAtEnd) {
      const tag = reader.tag();
      switch (tag) {
        case fields.id:
          reader.varint();
          node.id = reader.id();
          break;
        case fields.name: {
          const start = reader.bytesField();
          node.name = this.#pool.text(reader.bytes, start, reader.position);
          break;
        }
        case fields.type:
          reader.varint();
          node.type = reader.unsigned();
          break;
        case fields.controlDependency:
          reader.varint();
          node.controlDependencies.push(reader.id());
          break;
        case fields.dataDependency:
          reader.varint();
          node.dataDependencies.push(reader.id());
          break;
        case fields.controlDependencies:
          readIds(reader, node.controlDependencies);
          break;
        case fields.dataDependencies:
          readIds(reader, node.dataDependencies);
          break;
        case fields.durationMicros:
          reader.varint();
          node.duration = reader.unsigned() * 1000;
          break;
        case fields.inputs: {
          const outer = reader.enter();
          this.#inputs(reader);
          reader.leave(outer);
          break;
        }
        case fields.attribute: {
          const outer = reader.enter();
          this.attributes.decode(reader, node.attributes, this.#wantsTensors);
          reader.leave(outer);
          break;
        }
        default:
          reader.skip(tag);
      }
    }
    // Values of inputs can be long, and only those of metadata say something.
    if (node.type === nodeTypes.metadata && this.#valuesEnd > this.#valuesStart)
      node.inputValues = this.#pool.text(reader.bytes, this.#valuesStart, this.#valuesEnd);
  }

  #inputs(reader: WireReader): void {
    while (!reader.isAtEnd) {
      const tag = reader.tag();
      if (tag === ioValues) {
        this.#valuesStart = reader.bytesField();
        this.#valuesEnd = reader.position;
      } else reader.skip(tag);
    }
  }
}

/** Ids that are packed one after the other. */
export function readIds(reader: WireReader, into: TraceNode["dataDependencies"]): void {
  const outer = reader.enter();
  while (!reader.isAtEnd) {
    reader.varint();
    into.push(reader.id());
  }
  reader.leave(outer);
}
