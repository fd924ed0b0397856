import { AstraError, type NodeId } from "@astra-ts/core";
import { attributeNames } from "./attribute-kinds.js";
import { kindOfJson, typeNames } from "./json-names.js";
import { nodeTypes, type TraceNode } from "./trace-node.js";

type Fields = Readonly<Record<string, unknown>>;

/** Keys of a node of Chakra's feeder of 2024 that are no attributes. */
const headKeys = new Set([
  "Id",
  "Name",
  "NodeType",
  "ctrlDeps",
  "ctrl_deps",
  "data_deps",
  "dataDeps",
  "runtime",
]);

/** What a JSON trace is read with. */
interface JsonTraceReader {
  readonly file: string;
  /** Number of an attribute that means something; others are noted by name. */
  readonly attributeNumber: (name: string) => number | undefined;
  /** Called for each node; `node` is only valid until it returns. */
  readonly node: (node: TraceNode) => void;
}

/**
 * Reads a trace in JSON: an object with the list `workload_graph` (Chakra's feeder of 2024), or one object after the other as Chakra's jsonizer writes them, metadata first. Throws
 * FILE_SYNTAX or INVALID_VALUE.
 */
export function readJsonTrace(text: string, node: TraceNode, reader: JsonTraceReader): void {
  const objects = splitObjects(text, reader.file);
  const graph = objects[0]?.workload_graph;
  if (objects.length === 1 && Array.isArray(graph)) {
    graph.forEach((entry: unknown, index) => {
      const fields = requireFields(entry, `workload_graph.${index}`, reader.file);
      fillFromFeeder(fields, index, node, reader);
      reader.node(node);
    });
    return;
  }
  const isMetadata = (fields: Fields): boolean =>
    ["version", "attr"].some((key) => key in fields) && !("id" in fields) && !("type" in fields);
  for (const [index, fields] of objects.entries()) {
    if (index === 0 && (isMetadata(fields) || Object.keys(fields).length === 0)) continue;
    fillFromProtobufJson(fields, index, node, reader);
    reader.node(node);
  }
}

/** Objects that stand one after the other without anything between them. */
function splitObjects(text: string, file: string): Fields[] {
  const objects: Fields[] = [];
  let depth = 0;
  let start = 0;
  let isInText = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (isInText) {
      if (character === "\\") index++;
      else if (character === '"') isInText = false;
    } else if (character === '"') isInText = true;
    else if (character === "{" && depth++ === 0) start = index;
    else if (character === "}" && --depth === 0)
      objects.push(parsed(text.slice(start, index + 1), start, file));
  }
  if (depth !== 0 || objects.length === 0) {
    throw new AstraError("FILE_SYNTAX", {
      file,
      problem: "the file ends within an object of its JSON",
      hint: "The file is cut short, or is no Chakra trace.",
    });
  }
  return objects;
}

function parsed(text: string, start: number, file: string): Fields {
  try {
    return JSON.parse(text) as Fields;
  } catch (cause) {
    throw new AstraError("FILE_SYNTAX", {
      file,
      problem: `not readable as JSON, in the object that begins at character ${start}: ${(cause as Error).message}`,
      cause,
    });
  }
}

function fillFromFeeder(fields: Fields, index: number, node: TraceNode, reader: JsonTraceReader): void {
  const place = `workload_graph.${index}`;
  node.clear();
  node.id = idOf(fields.Id, `${place}.Id`, reader.file);
  node.name = typeof fields.Name === "string" ? fields.Name : undefined;
  node.type = Number(fields.NodeType ?? nodeTypes.invalid);
  node.duration = microseconds(fields.runtime, `${place}.runtime`, reader.file);
  addIds(node.dataDependencies, fields.data_deps ?? fields.dataDeps, `${place}.data_deps`, reader.file);
  addIds(node.controlDependencies, fields.ctrl_deps ?? fields.ctrlDeps, `${place}.ctrlDeps`, reader.file);
  for (const [key, value] of Object.entries(fields)) {
    if (!headKeys.has(key)) setAttribute(key, value, `${place}.${key}`, node, reader);
  }
}

function fillFromProtobufJson(fields: Fields, index: number, node: TraceNode, reader: JsonTraceReader): void {
  const place = `object ${index}`;
  const { id = 0, name, type, inputs } = fields;
  node.clear();
  node.id = idOf(id, `${place}: id`, reader.file);
  node.name = typeof name === "string" ? name : undefined;
  node.type = typeof type === "string" ? (typeNames[type] ?? Number.NaN) : Number(type ?? 0);
  node.duration = microseconds(fields.durationMicros, `${place}: durationMicros`, reader.file);
  addIds(node.dataDependencies, fields.dataDeps, `${place}: dataDeps`, reader.file);
  addIds(node.controlDependencies, fields.ctrlDeps, `${place}: ctrlDeps`, reader.file);
  const values = isFields(inputs) ? inputs.values : undefined;
  if (node.type === nodeTypes.metadata && typeof values === "string") node.inputValues = values;
  for (const attribute of listOf(fields.attr, `${place}: attr`, reader.file)) {
    const { name: key, docString: _, ...value } = requireFields(attribute, `${place}: attr`, reader.file);
    const [[kind, written] = []] = Object.entries(value);
    if (typeof key !== "string" || kind === undefined) continue;
    const list = isFields(written) ? (written.values ?? []) : written;
    const isText = /^(string|bytes)_/.test(kindOfJson.get(kind) ?? "");
    setAttribute(key, isText ? list : numeric(list), `${place}: ${key}`, node, reader);
  }
}

/** Protobuf writes 64-bit numbers as text. */
function numeric(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(numeric);
  return typeof value === "string" && /^-?\d+$/.test(value) ? BigInt(value) : value;
}

function setAttribute(
  name: string,
  value: unknown,
  place: string,
  node: TraceNode,
  { file, attributeNumber }: JsonTraceReader,
): void {
  const attribute = attributeNumber(name);
  if (attribute === undefined || node.attributes.has(attribute)) return;
  const { attributes } = node;
  if (typeof value === "boolean" || typeof value === "bigint") setBits(attribute, BigInt(value), node);
  else if (typeof value === "number" && Number.isSafeInteger(value)) setBits(attribute, BigInt(value), node);
  else if (typeof value === "number") attributes.setReal(attribute, value);
  else if (typeof value === "string") attributes.setText(attribute, value);
  else if (Array.isArray(value) && value.every((entry) => typeof entry === "string"))
    attributes.setTexts(attribute, value);
  else if (Array.isArray(value)) attributes.setNumbers(attribute, value.map(Number));
  else {
    throw new AstraError("INVALID_VALUE", {
      file,
      field: place,
      problem: `the attribute ${attributeNames[attribute]} is not what it should be`,
      found: value,
      expected: "a number, a flag, a text or a list of them",
    });
  }
}

function setBits(attribute: number, value: bigint, { attributes }: TraceNode): void {
  const bits = BigInt.asUintN(64, value);
  attributes.setInteger(attribute, Number(bits & 0xffffffffn), Number(bits >> 32n));
}

function addIds(into: NodeId[], value: unknown, place: string, file: string): void {
  for (const id of listOf(value, place, file)) into.push(idOf(id, place, file));
}

function listOf(value: unknown, place: string, file: string): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw new AstraError("INVALID_VALUE", { file, field: place, problem: "no list", found: value });
}

function idOf(value: unknown, place: string, file: string): NodeId {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  if (typeof value === "string" && /^\d{1,20}$/.test(value)) {
    const id = BigInt(value);
    if (id < 2n ** 64n) return id <= Number.MAX_SAFE_INTEGER ? Number(id) : id;
  }
  throw new AstraError("INVALID_VALUE", {
    file,
    field: place,
    problem: "no id of a node",
    found: value,
    expected: "a whole number, 0 or more, as text where it is beyond 2^53 - 1",
  });
}

/** ns, of a number of microseconds. */
function microseconds(value: unknown, place: string, file: string): number {
  if (value === undefined) return 0;
  const time = Number(value);
  if ((typeof value === "number" || typeof value === "string") && time >= 0 && Number.isFinite(time))
    return time * 1000;
  throw new AstraError("INVALID_VALUE", {
    file,
    field: place,
    problem: "no time",
    found: value,
    expected: "a number of microseconds, 0 or more",
  });
}

function requireFields(value: unknown, place: string, file: string): Fields {
  if (isFields(value)) return value;
  throw new AstraError("INVALID_VALUE", { file, field: place, problem: "no object", found: value });
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
