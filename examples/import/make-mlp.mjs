// Writes mlp.onnx, a multilayer perceptron in ONNX as a framework would export it, without weights: node make-mlp.mjs
import { writeFileSync } from "node:fs";

const [batch, width, inner, classes] = [64, 1024, 4096, 1024];

/** Protobuf by hand: a whole number takes seven bits a byte, everything else follows its length. */
const varint = (value) => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]);
const number = (field, value) => [...varint(field << 3), ...varint(value)];
const bytes = (field, content) => [...varint((field << 3) | 2), ...varint(content.length), ...content];
const text = (field, value) => bytes(field, [...new TextEncoder().encode(value)]);

const FLOAT = 1;
/** Weights of this shape, as if they lay in a file beside the model. */
const weight = (name, ...dims) =>
  bytes(5, [...dims.flatMap((size) => number(1, size)), ...number(2, FLOAT), ...text(8, name)]);
const tensor = (field, name, ...dims) => {
  const shape = dims.flatMap((size) => bytes(1, number(1, size)));
  return bytes(field, [...text(1, name), ...bytes(2, bytes(1, [...number(1, FLOAT), ...bytes(2, shape)]))]);
};
const node = (type, inputs, output) =>
  bytes(1, [
    ...inputs.flatMap((name) => text(1, name)),
    ...text(2, output),
    ...text(3, output),
    ...text(4, type),
  ]);

const graph = [
  ...node("Gemm", ["x", "layers.0.weight", "layers.0.bias"], "hidden"),
  ...node("Relu", ["hidden"], "active"),
  ...node("Gemm", ["active", "layers.1.weight", "layers.1.bias"], "y"),
  ...text(2, "mlp"),
  ...weight("layers.0.weight", width, inner),
  ...weight("layers.0.bias", inner),
  ...weight("layers.1.weight", inner, classes),
  ...weight("layers.1.bias", classes),
  ...tensor(11, "x", batch, width),
  ...tensor(12, "y", batch, classes),
];
writeFileSync(
  new URL("mlp.onnx", import.meta.url),
  Uint8Array.from([...number(1, 10), ...text(2, "make-mlp"), ...bytes(7, graph)]),
);
