import { create, createFileRegistry, type DescMessage } from "@bufbuild/protobuf";
import {
  type DescriptorProto,
  DescriptorProtoSchema,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FieldDescriptorProtoSchema,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
  OneofDescriptorProtoSchema,
} from "@bufbuild/protobuf/wkt";

/** The schema 0.0.4 of Chakra as protobuf-es knows it: the oracle for our own reader and writer. */

const scalarTypes = {
  double: FieldDescriptorProto_Type.DOUBLE,
  float: FieldDescriptorProto_Type.FLOAT,
  int32: FieldDescriptorProto_Type.INT32,
  int64: FieldDescriptorProto_Type.INT64,
  uint32: FieldDescriptorProto_Type.UINT32,
  uint64: FieldDescriptorProto_Type.UINT64,
  sint32: FieldDescriptorProto_Type.SINT32,
  sint64: FieldDescriptorProto_Type.SINT64,
  fixed32: FieldDescriptorProto_Type.FIXED32,
  fixed64: FieldDescriptorProto_Type.FIXED64,
  sfixed32: FieldDescriptorProto_Type.SFIXED32,
  sfixed64: FieldDescriptorProto_Type.SFIXED64,
  bool: FieldDescriptorProto_Type.BOOL,
  string: FieldDescriptorProto_Type.STRING,
  bytes: FieldDescriptorProto_Type.BYTES,
} as const;

/** Names of the scalar types, in the order of their fields in an attribute. */
export const scalars = Object.keys(scalarTypes) as (keyof typeof scalarTypes)[];

const listName = (scalar: string): string => `${scalar[0]!.toUpperCase()}${scalar.slice(1)}List`;

function field(name: string, number: number, type: string, repeated = false, oneofIndex?: number) {
  const scalar = scalarTypes[type as keyof typeof scalarTypes];
  return create(FieldDescriptorProtoSchema, {
    name,
    number,
    label: repeated ? FieldDescriptorProto_Label.REPEATED : FieldDescriptorProto_Label.OPTIONAL,
    type: scalar ?? FieldDescriptorProto_Type.MESSAGE,
    ...(scalar === undefined ? { typeName: `.ChakraProtoMsg.${type}` } : {}),
    ...(oneofIndex === undefined ? {} : { oneofIndex }),
  });
}

function message(name: string, fields: DescriptorProto["field"], oneofs: string[] = []) {
  const oneofDecl = oneofs.map((oneof) => create(OneofDescriptorProtoSchema, { name: oneof }));
  return create(DescriptorProtoSchema, { name, field: fields, oneofDecl });
}

const registry = createFileRegistry(
  create(FileDescriptorSetSchema, {
    file: [
      create(FileDescriptorProtoSchema, {
        name: "et_def.proto",
        package: "ChakraProtoMsg",
        syntax: "proto3",
        messageType: [
          ...scalars.map((scalar) => message(listName(scalar), [field("values", 1, scalar, true)])),
          message(
            "AttributeProto",
            [
              field("name", 1, "string"),
              field("doc_string", 2, "string"),
              ...scalars.flatMap((scalar, index) => [
                field(`${scalar}_val`, 3 + 2 * index, scalar, false, 0),
                field(`${scalar}_list`, 4 + 2 * index, listName(scalar), false, 0),
              ]),
            ],
            ["value"],
          ),
          message("GlobalMetadata", [
            field("version", 1, "string"),
            field("attr", 2, "AttributeProto", true),
          ]),
          message("IOInfo", [
            field("values", 1, "string"),
            field("shapes", 2, "string"),
            field("types", 3, "string"),
          ]),
          message("Node", [
            field("id", 1, "uint64"),
            field("name", 2, "string"),
            // An enumeration, which is written as an int32.
            field("type", 3, "int32"),
            field("ctrl_deps", 4, "uint64", true),
            field("data_deps", 5, "uint64", true),
            field("start_time_micros", 6, "uint64"),
            field("duration_micros", 7, "uint64"),
            field("inputs", 8, "IOInfo"),
            field("outputs", 9, "IOInfo"),
            field("attr", 10, "AttributeProto", true),
          ]),
        ],
      }),
    ],
  }),
);

/** The description of a message of the schema. */
export function schemaOf(name: string): DescMessage {
  return registry.getMessage(`ChakraProtoMsg.${name}`)!;
}
