import { AstraError } from "@astra-ts/core";
import { lowerGraph, refuseEmpty } from "../graph/lower.js";
import { elementsOf, type ModelGraph, type RawOperator } from "../graph/model-graph.js";
import type { ReadModelOptions } from "../graph/read-options.js";
import { inferShapes, type Known } from "./infer-shapes.js";
import { type OnnxGraph, type OnnxNode, type OnnxValue, readOnnxFile } from "./onnx-file.js";
import { type OnnxParameters, onnxParameters } from "./onnx-parameters.js";
import { onnxRules } from "./onnx-rules.js";

/** Operators outside ONNX's own domain that mean the same there. */
const otherDomains =
  /^(Gelu|FastGelu|QuickGelu|BiasGelu|SkipLayerNormalization|SimplifiedLayerNormalization|RMSNormalization)$/;

/**
 * Reads the graph of an ONNX model; weights are skipped. Throws FILE_SYNTAX for what is none, MISSING_VALUE for sizes that the file only names, UNSUPPORTED for operators
 * whose work cannot be told.
 */
export function readOnnx(bytes: Uint8Array, options: ReadModelOptions): ModelGraph {
  const { file } = options;
  const { graph, producer, functions } = readOnnxFile(bytes, file);
  if (functions > 0)
    throw new AstraError("UNSUPPORTED", {
      file,
      problem: `there are ${functions} functions of its own in this model`,
      expected: "operators of ONNX alone",
      hint: "onnx.inliner.inline_local_functions puts their content in place of their calls.",
    });
  const own = onnxParameters(graph);
  const initial = new Set(graph.tensors.map(({ name }) => name));
  const inputs = graph.inputs.filter(({ name }) => !initial.has(name));
  const known = knownShapes(graph, inputs, options);
  const operators = graph.nodes.map((node, index) => {
    inferShapes(node, known);
    return rawOperator(node, index, own, graph.nodes, known);
  });
  const lowered = lowerGraph(
    {
      name: graph.name,
      format: "ONNX",
      producer,
      operators,
      parameters: own.parameters,
      constants: new Set([...initial].filter((name) => !own.parameters.has(name))),
      shapes: known.shapes,
      inputs: inputs.map(({ name }) => name),
      outputs: graph.outputs.map(({ name }) => name),
      warnings: [],
    },
    onnxRules,
    file,
  );
  refuseEmpty(lowered, file);
  return lowered;
}

function knownShapes(graph: OnnxGraph, inputs: readonly OnnxValue[], options: ReadModelOptions): Known {
  const shapes = new Map<string, readonly number[]>();
  const values = new Map<string, readonly number[]>();
  for (const { name, dims, values: content } of graph.tensors) {
    shapes.set(name, dims);
    if (content !== undefined && elementsOf(dims) === content.length) values.set(name, content);
  }
  for (const input of inputs) shapes.set(input.name, inputShape(input, options));
  for (const { name, shape } of [...graph.values, ...graph.outputs]) {
    const sizes = shape?.map((size) => (typeof size === "number" ? size : options.dimensions?.get(size)));
    if (sizes !== undefined && !sizes.includes(undefined) && !shapes.has(name))
      shapes.set(name, sizes as number[]);
  }
  return { shapes, values };
}

function inputShape({ name, shape }: OnnxValue, { file, dimensions }: ReadModelOptions): number[] {
  if (shape === undefined)
    throw new AstraError("MISSING_VALUE", {
      file,
      field: name,
      problem: "the file does not tell the shape of this input",
    });
  return shape.map((size, axis) => {
    const told = typeof size === "number" ? size : dimensions?.get(size);
    if (told !== undefined) return told;
    throw new AstraError("MISSING_VALUE", {
      file,
      field: name,
      problem: `the file gives size ${axis} of this input no number, but the name "${size}"`,
      expected: "a number for each size",
      hint: `Of the command: --dimension ${size === "" ? "<name>" : size}=<number>.`,
    });
  });
}

function rawOperator(
  node: OnnxNode,
  index: number,
  { aliases, folded, normalised }: OnnxParameters,
  nodes: readonly OnnxNode[],
  { shapes, values }: Known,
): RawOperator {
  const isKnown = node.domain === "" || node.domain === "ai.onnx" || otherDomains.test(node.type);
  const attributes = new Map(node.attributes);
  const bodies = [...node.attributes].flatMap(([, value]) => (isGraph(value) ? [value] : []));
  const inputs = [...node.inputs, ...bodies.flatMap((body) => outerNames(body))];
  if (bodies.length > 0) {
    attributes.set("body operators", bodies.flatMap((body) => operatorTypes(body)).join(" "));
    attributes.set("rows", rowsOfResult(node, nodes, shapes));
  }
  if (normalised.has(node)) attributes.set("folded normalisation", 1);
  const axes = values.get(node.inputs[1] ?? "");
  if (axes !== undefined && node.type.startsWith("Reduce")) attributes.set("axes", axes);
  return {
    name: node.name === "" ? (node.outputs[0] ?? `node ${index}`) : node.name,
    type: isKnown ? node.type : `${node.domain}.${node.type}`,
    scope: scopeOf(node),
    inputs: inputs.map((name) => aliases.get(name) ?? name),
    outputs: node.outputs,
    attributes,
    folded: folded.get(node) ?? [],
    isFusedAttention: /target=[\w.]*scaled_dot_product/.test(node.notes.get("pkg.torch.onnx.fx_node") ?? ""),
  };
}

/** The module of a node: of PyTorch's notes, or of a name such as `/layers.0/attention/MatMul`. */
function scopeOf({ notes, name }: OnnxNode): string {
  const scopes = notes.get("pkg.torch.onnx.name_scopes");
  const listed = scopes?.match(/'([^']*)'/g)?.map((text) => text.slice(1, -1));
  if (listed !== undefined) return listed.at(-2) ?? "";
  if (!name.startsWith("/")) return "";
  const parts = name.slice(1).split("/").slice(0, -1);
  return parts.reduce(
    (path, part) => (part.startsWith(`${path}.`) || path === "" ? part : `${path}.${part}`),
    "",
  );
}

function isGraph(value: unknown): value is OnnxGraph {
  return typeof value === "object" && value !== null && "nodes" in value;
}

function operatorTypes({ nodes }: OnnxGraph): string[] {
  return nodes.flatMap((node) => [
    node.type,
    ...[...node.attributes.values()].flatMap((value) => (isGraph(value) ? operatorTypes(value) : [])),
  ]);
}

/** What a body reads from outside. */
function outerNames({ nodes, inputs, tensors }: OnnxGraph): string[] {
  const inner = new Set([...inputs, ...tensors].map(({ name }) => name));
  for (const { outputs } of nodes) for (const name of outputs) inner.add(name);
  const read = nodes.flatMap((node) => [
    ...node.inputs,
    ...[...node.attributes.values()].flatMap((value) => (isGraph(value) ? outerNames(value) : [])),
  ]);
  return [...new Set(read)].filter((name) => name !== "" && !inner.has(name));
}

/** Steps from a loop to a tensor whose shape is known. */
const longestWay = 6;

/** Rows of what a loop's results are put together to. */
function rowsOfResult(
  node: OnnxNode,
  nodes: readonly OnnxNode[],
  shapes: ReadonlyMap<string, readonly number[]>,
): number {
  let names = [...node.outputs];
  for (let step = 0; step < longestWay; step++) {
    const shape = names
      .map((name) => shapes.get(name))
      .find((found) => found !== undefined && found.length > 1);
    if (shape !== undefined) return elementsOf(shape.slice(0, -1));
    names = nodes
      .filter(({ inputs }) => inputs.some((name) => names.includes(name)))
      .flatMap(({ outputs }) => outputs);
  }
  return 0;
}
