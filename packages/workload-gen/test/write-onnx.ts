import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** A small ONNX model: whatever a test wants to read. */
export interface SmallModel {
  readonly inputs: Readonly<Record<string, readonly (number | string)[]>>;
  readonly weights?: Readonly<Record<string, readonly number[]>>;
  /** Lists of whole numbers: shapes, axes. */
  readonly lists?: Readonly<Record<string, readonly number[]>>;
  readonly nodes: readonly SmallNode[];
  readonly outputs: readonly string[];
}

interface SmallNode {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, number | string | readonly number[]>>;
  readonly domain?: string;
}

type Fields = (writer: BinaryWriter) => void;

const message = (writer: BinaryWriter, field: number, fields: Fields): void => {
  writer.tag(field, WireType.LengthDelimited).fork();
  fields(writer);
  writer.join();
};

const text = (writer: BinaryWriter, field: number, value: string): void => {
  writer.tag(field, WireType.LengthDelimited).string(value);
};

const whole = (writer: BinaryWriter, field: number, value: number): void => {
  writer.tag(field, WireType.Varint).int64(value);
};

/** Encodes a model as ONNX's protobuf. Weights have a shape and no content. */
export function writeOnnx({ inputs, weights = {}, lists = {}, nodes, outputs }: SmallModel): Uint8Array {
  const writer = new BinaryWriter();
  whole(writer, 1, 10);
  text(writer, 2, "test");
  message(writer, 7, (graph) => {
    for (const { type, inputs: read, outputs: made, attributes = {}, domain = "" } of nodes)
      message(graph, 1, (node) => {
        for (const name of read) text(node, 1, name);
        for (const name of made) text(node, 2, name);
        text(node, 3, `${type}_${made[0]}`);
        text(node, 4, type);
        for (const [name, value] of Object.entries(attributes))
          message(node, 5, (attribute) => {
            text(attribute, 1, name);
            if (typeof value === "number") whole(attribute, 3, value);
            else if (typeof value === "string") text(attribute, 4, value);
            else for (const one of value) whole(attribute, 8, one);
          });
        text(node, 7, domain);
      });
    text(graph, 2, "small");
    for (const [name, dims] of Object.entries(weights)) tensor(graph, name, dims, 1);
    for (const [name, values] of Object.entries(lists)) tensor(graph, name, [values.length], 7, values);
    for (const [name, shape] of Object.entries(inputs)) value(graph, 11, name, shape);
    for (const name of outputs) value(graph, 12, name);
  });
  return writer.finish();
}

function tensor(
  graph: BinaryWriter,
  name: string,
  dims: readonly number[],
  type: number,
  values: readonly number[] = [],
): void {
  message(graph, 5, (writer) => {
    for (const size of dims) whole(writer, 1, size);
    whole(writer, 2, type);
    for (const one of values) whole(writer, 7, one);
    text(writer, 8, name);
  });
}

function value(graph: BinaryWriter, field: number, name: string, shape?: readonly (number | string)[]): void {
  message(graph, field, (writer) => {
    text(writer, 1, name);
    if (shape === undefined) return;
    message(writer, 2, (type) =>
      message(type, 1, (tensorType) =>
        message(tensorType, 2, (sizes) => {
          for (const size of shape)
            message(sizes, 1, (dimension) => {
              if (typeof size === "number") whole(dimension, 1, size);
              else text(dimension, 2, size);
            });
        }),
      ),
    );
  });
}
