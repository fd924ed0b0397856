import { create, fromBinary, type MessageShape, toBinary } from "@bufbuild/protobuf";
import { sizeDelimitedEncode } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attributeNames } from "../../src/chakra/attribute-kinds.js";
import { AttributeValues } from "../../src/chakra/attribute-values.js";
import { AttributeDecoder } from "../../src/chakra/decode-attribute.js";
import { NodeDecoder } from "../../src/chakra/decode-node.js";
import { TraceNode } from "../../src/chakra/trace-node.js";
import { WireReader } from "../../src/chakra/wire/wire-reader.js";
import { type AttributeKind, encodeTrace, TextPool, type TraceMessage } from "../../src/index.js";
import { scalars, schemaOf } from "./schema.js";

const node = schemaOf("Node");
const metadata = schemaOf("GlobalMetadata");

const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const values: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  double: fc.double({ noNaN: true }),
  float: fc.float({ noNaN: true }),
  int32: fc.integer(),
  int64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  uint32: fc.nat({ max: 2 ** 32 - 1 }),
  uint64,
  sint32: fc.integer(),
  sint64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fixed32: fc.nat({ max: 2 ** 32 - 1 }),
  fixed64: uint64,
  sfixed32: fc.integer(),
  sfixed64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  bool: fc.boolean(),
  string: fc.string({ unit: "grapheme" }),
  bytes: fc.uint8Array(),
};

interface Attribute {
  readonly name: string;
  readonly scalar: string;
  readonly isList: boolean;
  readonly value: unknown;
}

const attribute: fc.Arbitrary<Attribute> = fc
  .record({
    name: fc.constantFrom("comm_size", "is_cpu_op", "pg_name", "inputs", "involved_dim", "something"),
    scalar: fc.constantFrom(...scalars),
    isList: fc.boolean(),
  })
  .chain(({ name, scalar, isList }) =>
    (isList ? fc.array(values[scalar]!, { maxLength: 5 }) : values[scalar]!).map((value) => ({
      name,
      scalar,
      isList,
      value,
    })),
  );

const anyNode = fc.record({
  id: uint64,
  name: fc.string({ unit: "grapheme" }),
  type: fc.nat({ max: 9 }),
  ctrlDeps: fc.array(uint64, { maxLength: 4 }),
  dataDeps: fc.array(uint64, { maxLength: 4 }),
  duration: fc.nat(),
  inputValues: fc.option(fc.string(), { nil: undefined }),
  attributes: fc.array(attribute, { maxLength: 4 }),
});

type AnyNode = Parameters<Parameters<typeof anyNode.map>[0]>[0];

function camel(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The node as protobuf-es has it. */
function message(given: AnyNode): MessageShape<typeof node> {
  return create(node, {
    id: given.id,
    name: given.name,
    type: given.type,
    ctrlDeps: given.ctrlDeps,
    dataDeps: given.dataDeps,
    durationMicros: BigInt(given.duration),
    ...(given.inputValues === undefined ? {} : { inputs: { values: given.inputValues } }),
    attr: given.attributes.map(({ name, scalar, isList, value }) => ({
      name,
      value: {
        case: camel(`${scalar}_${isList ? "list" : "val"}`),
        value: isList ? { values: value } : value,
      },
    })),
  } as never);
}

/** The node as our writer takes it. */
function written(given: AnyNode): TraceMessage {
  return {
    id: given.id,
    name: given.name,
    type: given.type,
    controlDependencies: given.ctrlDeps,
    dataDependencies: given.dataDeps,
    durationMicros: given.duration,
    ...(given.inputValues === undefined ? {} : { inputValues: given.inputValues }),
    attributes: given.attributes.map(({ name, scalar, isList, value }) => ({
      name,
      kind: `${scalar}_${isList ? "list" : "val"}` as AttributeKind,
      value: value as never,
    })),
  };
}

function decoded(bytes: Uint8Array): TraceNode {
  const reader = new WireReader();
  reader.open(bytes, 0, bytes.length);
  const trace = new TraceNode();
  new NodeDecoder(new TextPool(), true).decode(reader, trace);
  return trace;
}

function joined(pieces: Iterable<Uint8Array>): Uint8Array {
  return Uint8Array.from([...pieces].flatMap((piece) => [...piece]));
}

/** Two's complement of 64 bits, as ids and whole numbers are kept. */
const bits = (value: unknown): bigint => BigInt.asUintN(64, BigInt(value as bigint | number | boolean));

describe("against protobuf-es", () => {
  it("the writer gives the same bytes", () => {
    fc.assert(
      fc.property(fc.array(anyNode, { maxLength: 4 }), (nodes) => {
        const theirs = [
          sizeDelimitedEncode(metadata, create(metadata, { version: "0.0.4" } as never)),
          ...nodes.map((given) => sizeDelimitedEncode(node, message(given))),
        ];
        expect(joined(encodeTrace(nodes.map(written)))).toEqual(joined(theirs));
      }),
    );
  });

  it("the reader finds the same nodes", () => {
    fc.assert(
      fc.property(anyNode, (given) => {
        const trace = decoded(toBinary(node, message(given)));
        expect({
          id: BigInt(trace.id),
          name: trace.name ?? "",
          type: trace.type,
          ctrlDeps: trace.controlDependencies.map(BigInt),
          dataDeps: trace.dataDependencies.map(BigInt),
          duration: trace.duration,
          inputValues: trace.inputValues,
        }).toEqual({
          id: given.id,
          name: given.name,
          type: given.type,
          ctrlDeps: given.ctrlDeps,
          dataDeps: given.dataDeps,
          duration: given.duration * 1000,
          inputValues: given.type === 1 ? (given.inputValues ?? "") : "",
        });
      }),
    );
  });

  it("the reader finds the same attributes, of all kinds", () => {
    fc.assert(
      fc.property(attribute, (given) => {
        const { attr } = message({ ...emptyNode, attributes: [given] }) as never as { attr: [never] };
        const bytes = toBinary(schemaOf("AttributeProto"), attr[0]);
        const reader = new WireReader();
        reader.open(bytes, 0, bytes.length);
        const found = new AttributeValues();
        const decoder = new AttributeDecoder(new TextPool());
        decoder.decode(reader, found, true);
        const number = attributeNames.indexOf(given.name as (typeof attributeNames)[number]);
        if (number < 0) {
          expect([...decoder.unknown]).toEqual([given.name]);
          return;
        }
        expect(found.raw(number)).toEqual(expectedRaw(given));
      }),
      { numRuns: 500 },
    );
  });

  it("fields come in any order, numbers packed or not, and unknown fields are passed over", () => {
    fc.assert(
      fc.property(anyNode, fc.infiniteStream(fc.nat()), (given, order) => {
        const whole = toBinary(node, message(given));
        const fields = splitFields(whole);
        const shuffled = fields
          .map((bytes) => ({ bytes, key: order.next().value }))
          // Repeated fields keep their order among themselves.
          .sort((a, b) => (a.bytes[0] === b.bytes[0] ? 0 : a.key - b.key))
          .map(({ bytes }) => bytes);
        const unknown = Uint8Array.of(0xfa, 0x01, 3, 1, 2, 3);
        const trace = decoded(joined([unknown, ...shuffled.flatMap(unpacked)]));
        const plain = decoded(whole);
        expect({ ...trace, attributes: undefined }).toEqual({ ...plain, attributes: undefined });
      }),
    );
  });

  it("what is written is read again by protobuf-es", () => {
    fc.assert(
      fc.property(anyNode, (given) => {
        const [, piece] = [...encodeTrace([written(given)])];
        const reader = new WireReader();
        reader.open(piece!, 0, piece!.length);
        reader.varint();
        expect(toBinary(node, fromBinary(node, piece!.subarray(reader.position)))).toEqual(
          piece!.subarray(reader.position),
        );
      }),
    );
  });
});

const emptyNode: AnyNode = {
  id: 0n,
  name: "",
  type: 0,
  ctrlDeps: [],
  dataDeps: [],
  duration: 0,
  inputValues: undefined,
  attributes: [],
};

/** What our reader keeps of a value. */
function expectedRaw({ scalar, isList, value }: Attribute): unknown {
  const isText = scalar === "string" || scalar === "bytes";
  const text = (one: unknown): string =>
    typeof one === "string" ? one : new TextDecoder().decode(one as Uint8Array);
  const isReal = scalar === "double" || scalar === "float";
  if (isList) {
    const list = value as unknown[];
    if (isText) return list.map(text);
    return list.map((one) => (isReal ? one : Number(bits(one))));
  }
  if (isText) return text(value);
  return isReal ? value : bits(value);
}

/** The fields of a message, each with its tag. */
function splitFields(bytes: Uint8Array): Uint8Array[] {
  const reader = new WireReader();
  reader.open(bytes, 0, bytes.length);
  const fields: Uint8Array[] = [];
  while (!reader.isAtEnd) {
    const start = reader.position;
    reader.skip(reader.tag());
    fields.push(bytes.subarray(start, reader.position));
  }
  return fields;
}

/** Packed ids as fields of one id each. */
function unpacked(field: Uint8Array): Uint8Array[] {
  const number = field[0]! >> 3;
  if (field[0] !== ((number << 3) | 2) || (number !== 4 && number !== 5)) return [field];
  const reader = new WireReader();
  reader.open(field, 0, field.length);
  reader.tag();
  reader.enter();
  const fields: Uint8Array[] = [];
  while (!reader.isAtEnd) {
    const start = reader.position;
    reader.varint();
    fields.push(Uint8Array.of(number << 3, ...field.subarray(start, reader.position)));
  }
  return fields;
}
