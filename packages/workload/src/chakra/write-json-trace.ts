import { jsonOfKind, typeNames } from "./json-names.js";
import type { TraceAttribute, TraceMessage } from "./trace-message.js";

const nameOfType = new Map(Object.entries(typeNames).map(([name, type]) => [type, name]));

/**
 * A trace as JSON, in the form of Chakra's jsonizer: metadata, then one object for each node, each on a line. As protobuf has it, 64-bit numbers are texts and what is 0 or empty is left
 * out. Gives one piece for each line.
 */
export function* writeJsonTrace(nodes: Iterable<TraceMessage>): Generator<string> {
  yield '{"version":"0.0.4"}\n';
  for (const node of nodes) {
    const { id, name, type, controlDependencies = [], dataDependencies = [], durationMicros = 0 } = node;
    const object = {
      ...(Number(id) === 0 ? {} : { id: String(id) }),
      ...(name === "" ? {} : { name }),
      ...(type === 0 ? {} : { type: nameOfType.get(type) ?? type }),
      ...(controlDependencies.length === 0 ? {} : { ctrlDeps: controlDependencies.map(String) }),
      ...(dataDependencies.length === 0 ? {} : { dataDeps: dataDependencies.map(String) }),
      ...(durationMicros === 0 ? {} : { durationMicros: String(durationMicros) }),
      ...(node.inputValues === undefined ? {} : { inputs: { values: node.inputValues } }),
      ...(node.attributes.length === 0 ? {} : { attr: node.attributes.map(attributeObject) }),
    };
    yield `${JSON.stringify(object)}\n`;
  }
}

function attributeObject({ name, kind, value }: TraceAttribute): object {
  const isWide = /^[us]?(?:int|fixed)64_|^sfixed64_/.test(kind);
  const written = (one: unknown): unknown => (isWide || typeof one === "bigint" ? String(one) : one);
  const content = Array.isArray(value) ? { values: value.map(written) } : written(value);
  return { name, [jsonOfKind(kind)]: content };
}
