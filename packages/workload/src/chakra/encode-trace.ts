import { type AttributeKind, attributeKinds } from "./attribute-kinds.js";
import type { TraceAttribute, TraceMessage } from "./trace-message.js";
import { encodeText } from "./wire/text-coding.js";
import { wireTypes } from "./wire/wire-reader.js";
import { WireWriter } from "./wire/wire-writer.js";

const { varint, bytes, fixed32, fixed64 } = wireTypes;

const fieldOfKind = Object.fromEntries(
  Object.entries(attributeKinds).map(([field, kind]) => [kind, Number(field)]),
) as Readonly<Record<AttributeKind, number>>;

/**
 * The bytes of a trace file in the schema 0.0.4: metadata with the version, then the nodes, each led by its length. Fields stand in ascending order, and those that are 0 or
 * empty are left out, as protobuf's own libraries do it. Gives one piece for each message.
 */
export function* encodeTrace(
  nodes: Iterable<TraceMessage>,
  metadata: readonly TraceAttribute[] = [],
): Generator<Uint8Array> {
  const message = new WireWriter();
  const framed = new WireWriter();
  const parts = { field: new WireWriter(), list: new WireWriter(), packed: new WireWriter() };
  const frame = (): Uint8Array => {
    framed.clear();
    framed.varint(message.length);
    framed.raw(message.written);
    return framed.written.slice();
  };
  message.textField(1, "0.0.4");
  for (const attribute of metadata) writeAttribute(message, 2, attribute, parts);
  yield frame();
  for (const node of nodes) {
    message.clear();
    writeNode(message, node, parts);
    yield frame();
  }
}

/** Writers of what stands within a message: they serve for one after the other. */
interface Parts {
  readonly field: WireWriter;
  readonly list: WireWriter;
  readonly packed: WireWriter;
}

function writeNode(writer: WireWriter, node: TraceMessage, parts: Parts): void {
  const { id, name, type, controlDependencies = [], dataDependencies = [], durationMicros = 0 } = node;
  if (Number(id) !== 0) {
    writer.tag(1, varint);
    writer.varint(id);
  }
  if (name !== "") writer.textField(2, name);
  if (type !== 0) {
    writer.tag(3, varint);
    writer.varint(type);
  }
  for (const [field, ids] of [
    [4, controlDependencies],
    [5, dataDependencies],
  ] as const) {
    if (ids.length === 0) continue;
    const packed = parts.field;
    packed.clear();
    for (const other of ids) packed.varint(other);
    writer.bytesField(field, packed.written);
  }
  if (durationMicros !== 0) {
    writer.tag(7, varint);
    writer.varint(durationMicros);
  }
  if (node.inputValues !== undefined) {
    const inputs = parts.field;
    inputs.clear();
    if (node.inputValues !== "") inputs.textField(1, node.inputValues);
    writer.bytesField(8, inputs.written);
  }
  for (const attribute of node.attributes) writeAttribute(writer, 10, attribute, parts);
}

function writeAttribute(
  writer: WireWriter,
  field: number,
  { name, kind, value }: TraceAttribute,
  parts: Parts,
): void {
  const { field: attribute } = parts;
  attribute.clear();
  if (name !== "") attribute.textField(1, name);
  const number = fieldOfKind[kind];
  if (Array.isArray(value)) attribute.bytesField(number, listOf(value, number - 1, parts));
  else {
    attribute.tag(number, typeOfKind(number));
    writeScalar(attribute, number, value as Scalar);
  }
  writer.bytesField(field, attribute.written);
}

type Scalar = Exclude<TraceAttribute["value"], readonly unknown[]>;

/** The message of a list: numbers are packed, texts stand one by one. */
function listOf(values: readonly Scalar[], kind: number, { list, packed }: Parts): Uint8Array {
  list.clear();
  packed.clear();
  const type = typeOfKind(kind);
  if (type === bytes) {
    for (const value of values) {
      list.tag(1, bytes);
      writeScalar(list, kind, value);
    }
  } else if (values.length > 0) {
    for (const value of values) writeScalar(packed, kind, value);
    list.bytesField(1, packed.written);
  }
  return list.written;
}

/** Wire type of a scalar kind, by the number of its field. */
function typeOfKind(kind: number): number {
  if (kind === fieldOfKind.string_val || kind === fieldOfKind.bytes_val) return bytes;
  if ([fieldOfKind.double_val, fieldOfKind.fixed64_val, fieldOfKind.sfixed64_val].includes(kind))
    return fixed64;
  return [fieldOfKind.float_val, fieldOfKind.fixed32_val, fieldOfKind.sfixed32_val].includes(kind)
    ? fixed32
    : varint;
}

function writeScalar(writer: WireWriter, kind: number, value: Scalar): void {
  switch (kind) {
    case fieldOfKind.double_val:
      writer.double(Number(value));
      return;
    case fieldOfKind.float_val:
      writer.float(Number(value));
      return;
    case fieldOfKind.string_val:
    case fieldOfKind.bytes_val: {
      const content = value instanceof Uint8Array ? value : encodeText(String(value));
      writer.varint(content.length);
      writer.raw(content);
      return;
    }
    case fieldOfKind.fixed32_val:
    case fieldOfKind.sfixed32_val:
      writer.fixed32(Number(value));
      return;
    case fieldOfKind.fixed64_val:
    case fieldOfKind.sfixed64_val:
      writer.fixed64(BigInt(value as number | bigint));
      return;
    case fieldOfKind.sint32_val:
    case fieldOfKind.sint64_val: {
      const number = BigInt(value as number | bigint);
      writer.varint(number < 0n ? -2n * number - 1n : 2n * number);
      return;
    }
    default:
      writer.varint(typeof value === "bigint" ? value : Number(value));
  }
}
