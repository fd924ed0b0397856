import { AstraError, isAstraError } from "@astra-ts/core";
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";

/** A tensor of the file: its shape, and its content where it is a short list of whole numbers. */
export interface OnnxTensor {
  name: string;
  dims: number[];
  dataType: number;
  values?: number[];
  /** File, offset and length of weights that lie beside the model. */
  place?: string;
}

export interface OnnxNode {
  name: string;
  type: string;
  domain: string;
  inputs: string[];
  outputs: string[];
  attributes: Map<string, unknown>;
  /** What exporters note beside. */
  notes: Map<string, string>;
}

export interface OnnxValue {
  name: string;
  /** Sizes; a text is a size without a number. Undefined: not told. */
  shape: (number | string)[] | undefined;
}

export interface OnnxGraph {
  name: string;
  nodes: OnnxNode[];
  tensors: OnnxTensor[];
  inputs: OnnxValue[];
  outputs: OnnxValue[];
  values: OnnxValue[];
}

export interface OnnxModel {
  producer: string;
  graph: OnnxGraph;
  /** Functions of the file's own. */
  functions: number;
}

/** Longest list of numbers that is read: shapes and axes are short, weights are skipped unread. */
const longestList = 1024;

/** Reads an ONNX model's graph. Weights are skipped. Throws FILE_SYNTAX. Field numbers: onnx.proto of the ONNX project. */
export function readOnnxFile(bytes: Uint8Array, file: string): OnnxModel {
  try {
    return readModel(bytes, file);
  } catch (error) {
    if (isAstraError(error)) throw error;
    throw new AstraError("FILE_SYNTAX", {
      file,
      problem: `this ONNX file cannot be read (${error instanceof Error ? error.message : String(error)})`,
      hint: "It may be cut off; onnx.checker tells more.",
      cause: error,
    });
  }
}

/** Calls back for every field of a message; what is not taken up is skipped. */
function eachField(
  reader: BinaryReader,
  length: number,
  take: (field: number, wire: WireType) => boolean,
): void {
  const end = reader.pos + length;
  if (end > reader.len) throw new RangeError("a message is longer than the file");
  while (reader.pos < end) {
    const [field, wire] = reader.tag();
    if (!take(field, wire)) reader.skip(wire, field);
  }
}

function readModel(bytes: Uint8Array, file: string): OnnxModel {
  const reader = new BinaryReader(bytes);
  const producer: string[] = [];
  let graph: OnnxGraph | undefined;
  let functions = 0;
  eachField(reader, bytes.length, (field, wire) => {
    if (wire !== WireType.LengthDelimited) return false;
    if (field === 2 || field === 3) producer.push(reader.string());
    else if (field === 7) graph = readGraph(reader);
    else if (field === 25) {
      functions++;
      return false;
    } else return false;
    return true;
  });
  if (graph === undefined)
    throw new AstraError("FILE_SYNTAX", {
      file,
      problem: "there is no graph in it",
      expected: "an ONNX model (ModelProto) with a graph",
    });
  return { producer: producer.filter((part) => part !== "").join(" "), graph, functions };
}

function readGraph(reader: BinaryReader): OnnxGraph {
  const graph: OnnxGraph = { name: "", nodes: [], tensors: [], inputs: [], outputs: [], values: [] };
  const lists: Record<number, OnnxValue[]> = { 11: graph.inputs, 12: graph.outputs, 13: graph.values };
  eachField(reader, reader.uint32(), (field) => {
    if (field === 1) graph.nodes.push(readNode(reader));
    else if (field === 2) graph.name = reader.string();
    else if (field === 5) graph.tensors.push(readTensor(reader));
    else if (lists[field] !== undefined) lists[field].push(readValue(reader));
    else return false;
    return true;
  });
  return graph;
}

function readNode(reader: BinaryReader): OnnxNode {
  const node: OnnxNode = {
    name: "",
    type: "",
    domain: "",
    inputs: [],
    outputs: [],
    attributes: new Map(),
    notes: new Map(),
  };
  eachField(reader, reader.uint32(), (field) => {
    if (field === 1) node.inputs.push(reader.string());
    else if (field === 2) node.outputs.push(reader.string());
    else if (field === 3) node.name = reader.string();
    else if (field === 4) node.type = reader.string();
    else if (field === 5) node.attributes.set(...readAttribute(reader));
    else if (field === 7) node.domain = reader.string();
    else if (field === 9) node.notes.set(...readNote(reader));
    else return false;
    return true;
  });
  return node;
}

function readNote(reader: BinaryReader): [string, string] {
  const note: [string, string] = ["", ""];
  eachField(reader, reader.uint32(), (field) => {
    if (field !== 1 && field !== 2) return false;
    note[field - 1] = reader.string();
    return true;
  });
  return note;
}

function readAttribute(reader: BinaryReader): [string, unknown] {
  let name = "";
  let value: unknown;
  const numbers: number[] = [];
  eachField(reader, reader.uint32(), (field, wire) => {
    if (field === 1) name = reader.string();
    else if (field === 2) value = reader.float();
    else if (field === 3) value = Number(reader.int64());
    else if (field === 4) value = reader.string();
    else if (field === 5) value = readTensor(reader);
    else if (field === 6) value = readGraph(reader);
    else if (field === 8) readIntegers(reader, wire, numbers);
    else return false;
    return true;
  });
  return [name, value ?? numbers];
}

function readIntegers(reader: BinaryReader, wire: WireType, into: number[]): void {
  if (wire !== WireType.LengthDelimited) {
    into.push(Number(reader.int64()));
    return;
  }
  const end = reader.uint32() + reader.pos;
  while (reader.pos < end) into.push(Number(reader.int64()));
}

/** `INT32` and `INT64` of TensorProto.DataType. */
const wholeNumbers = [6, 7];

function readTensor(reader: BinaryReader): OnnxTensor {
  const tensor: OnnxTensor = { name: "", dims: [], dataType: 0 };
  const place: string[] = [];
  const listed: number[] = [];
  let raw: Uint8Array | undefined;
  eachField(reader, reader.uint32(), (field, wire) => {
    if (field === 1) readIntegers(reader, wire, tensor.dims);
    else if (field === 2) tensor.dataType = reader.int32();
    else if ((field === 5 || field === 7) && listed.length < longestList) readIntegers(reader, wire, listed);
    else if (field === 8) tensor.name = reader.string();
    else if (field === 9) {
      const start = reader.pos;
      const length = reader.uint32();
      reader.pos = start;
      if (length > 8 * longestList) return false;
      raw = reader.bytes();
    } else if (field === 13) place.push(readNote(reader).join("="));
    else return false;
    return true;
  });
  if (place.length > 0) tensor.place = place.sort().join(" ");
  if (wholeNumbers.includes(tensor.dataType)) {
    const values = raw === undefined ? listed : rawIntegers(raw, tensor.dataType === 7 ? 8 : 4);
    if (values.length > 0) tensor.values = values;
  }
  return tensor;
}

function rawIntegers(raw: Uint8Array, size: 4 | 8): number[] {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Array.from({ length: Math.floor(raw.length / size) }, (_, index) =>
    size === 8 ? Number(view.getBigInt64(index * 8, true)) : view.getInt32(index * 4, true),
  );
}

function readValue(reader: BinaryReader): OnnxValue {
  const value: OnnxValue = { name: "", shape: undefined };
  eachField(reader, reader.uint32(), (field) => {
    if (field === 1) value.name = reader.string();
    else if (field === 2) value.shape = readType(reader);
    else return false;
    return true;
  });
  return value;
}

function readType(reader: BinaryReader): OnnxValue["shape"] {
  let shape: OnnxValue["shape"];
  eachField(reader, reader.uint32(), (kind) => {
    if (kind !== 1) return false;
    eachField(reader, reader.uint32(), (field) => {
      if (field !== 2) return false;
      const sizes: (number | string)[] = [];
      shape = sizes;
      eachField(reader, reader.uint32(), (dimension) => {
        if (dimension !== 1) return false;
        sizes.push(readDimension(reader));
        return true;
      });
      return true;
    });
    return true;
  });
  return shape;
}

function readDimension(reader: BinaryReader): number | string {
  let size: number | string = "";
  eachField(reader, reader.uint32(), (field) => {
    if (field === 1) size = Number(reader.int64());
    else if (field === 2) size = reader.string();
    else return false;
    return true;
  });
  return size;
}
