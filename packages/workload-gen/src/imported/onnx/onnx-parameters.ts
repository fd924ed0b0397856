import { elementsOf, type Parameter } from "../graph/model-graph.js";
import type { OnnxGraph, OnnxNode, OnnxTensor } from "./onnx-file.js";

/** `FLOAT`, `FLOAT16`, `DOUBLE`, `BFLOAT16` and 8-bit floats of TensorProto.DataType. */
const floats = new Set([1, 10, 11, 16, 17, 18, 19, 20]);

/** The note in which PyTorch's exporter says which call of its own a node came from, with the parameters that it had. */
const callNote = "pkg.torch.onnx.fx_node";

/** Largest tensors that PyTorch's exporter keeps once where several have the same content. */
const largestMerged = 1024;

/** What of a file's tensors is a parameter, and what an exporter has folded away. */
export interface OnnxParameters {
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** Names of other tensors that mean a parameter that is there under another name. */
  readonly aliases: ReadonlyMap<string, string>;
  /** By node: parameters that are none of its inputs any more. */
  readonly folded: ReadonlyMap<OnnxNode, readonly string[]>;
  /** Nodes whose weights hold a batch normalisation that was behind them. */
  readonly normalised: ReadonlySet<OnnxNode>;
}

/**
 * Tells parameters from buffers and constants, which look alike in the file: by PyTorch's notes where there are any, else by names and by what reads them. PyTorch's
 * exporter drops biases of zeros, keeps equal small tensors once and folds batch normalisations into convolutions; what it dropped is counted again.
 */
export function onnxParameters({ nodes, tensors }: OnnxGraph): OnnxParameters {
  const calls = nodes.map((node) => callOf(node));
  const noted = new Set(calls.flatMap((call) => call?.parameters ?? []));
  const buffers = new Set(calls.flatMap((call) => call?.buffers ?? []));
  const places = new Map<string, string>();
  const aliases = new Map<string, string>();
  const parameters = new Map<string, Parameter>();
  const readers = readersOf(nodes);
  const normalised = new Set(nodes.filter((_, index) => isFoldedNorm(nodes[index]!, calls[index])));
  for (const tensor of tensors) {
    const uses = (readers.get(tensor.name) ?? []).filter(
      ({ node, input }) => !(input === 2 && normalised.has(node)),
    );
    if (!isParameter(tensor, uses, noted, buffers)) continue;
    const first = tensor.place === undefined ? undefined : places.get(tensor.place);
    if (first !== undefined) {
      aliases.set(tensor.name, first);
      continue;
    }
    if (tensor.place !== undefined) places.set(tensor.place, tensor.name);
    parameters.set(tensor.name, { elements: elementsOf(tensor.dims) });
  }
  const folded = foldedParameters({ nodes, tensors, calls, noted, normalised }, parameters);
  return { parameters, aliases, folded, normalised };
}

interface Call {
  readonly name: string;
  readonly target: string;
  readonly parameters: readonly string[];
  readonly buffers: readonly string[];
}

function callOf({ notes }: OnnxNode): Call | undefined {
  const note = notes.get(callNote);
  const match = note?.match(/^%(\w+)\b[\s\S]*?\[target=([\w.]+)\]\(args = ([\s\S]*)$/);
  if (!match) return undefined;
  const [, name = "", target = "", args = ""] = match;
  return {
    name,
    target,
    parameters: [...args.matchAll(/%(p_\w+)/g)].map(([, own]) => own!),
    buffers: [...args.matchAll(/%([bc]_\w+)/g)].map(([, own]) => own!),
  };
}

function isFoldedNorm({ type }: OnnxNode, call: Call | undefined): boolean {
  return /^(Conv|ConvTranspose|Gemm)$/.test(type) && call !== undefined && /batch_norm/.test(call.target);
}

interface Use {
  readonly node: OnnxNode;
  readonly input: number;
}

function readersOf(nodes: readonly OnnxNode[]): Map<string, Use[]> {
  const readers = new Map<string, Use[]>();
  for (const node of nodes)
    node.inputs.forEach((name, input) => {
      const uses = readers.get(name);
      if (uses === undefined) readers.set(name, [{ node, input }]);
      else uses.push({ node, input });
    });
  return readers;
}

/** How PyTorch's exporter names a parameter in its notes. */
function noteName(name: string): string {
  return name.replace(/[^a-zA-Z0-9]/g, "_");
}

/** Inputs that hold parameters, by what reads them. */
function takesParameter({ node: { type }, input }: Use): boolean {
  if (/^(MatMul|Einsum)$/.test(type)) return true;
  if (/^(Gemm|Conv|ConvTranspose|LSTM|GRU|RNN)$/.test(type)) return input >= 1 && input <= 3;
  if (/(Layer|Batch|Instance|Group|RMS)Normalization$/.test(type)) return input === 1 || input === 2;
  return type === "PRelu" && input === 1;
}

function isParameter(
  { name, dims, dataType }: OnnxTensor,
  uses: readonly Use[],
  noted: ReadonlySet<string>,
  buffers: ReadonlySet<string>,
): boolean {
  if (!floats.has(dataType)) return false;
  if (noted.has(`p_${noteName(name)}`)) return true;
  if (buffers.has(`b_${noteName(name)}`) || buffers.has(`c_${noteName(name)}`)) return false;
  if (dims.length === 0) return false;
  const isStatistic = uses.some(({ node, input }) => node.type === "BatchNormalization" && input >= 3);
  if (isStatistic || /(running_(mean|var)|num_batches_tracked|inv_freq)$/.test(name)) return false;
  if (uses.some(takesParameter)) return true;
  // PyTorch's constants are called after operators; what is read without a call of its own, as a class token put before the others, keeps its name.
  if (noted.size > 0)
    return (
      (name.includes(".") || /(token|tokens|embed|embedding|embeddings|weight|gamma|beta)$/.test(name)) &&
      uses.length > 0
    );
  // Without notes: what has a module's name, or a table, a bias, a scale that stands beside activations.
  if (name.includes(".") && !name.includes("/")) return uses.length > 0;
  return uses.some(
    ({ node, input }) =>
      (node.type === "Gather" && input === 0 && dims.length >= 2) ||
      (/^(Add|Mul)$/.test(node.type) && elementsOf(dims) > 1 && !/^(val_|onnx::|\/)/.test(name)),
  );
}

interface Noted {
  readonly nodes: readonly OnnxNode[];
  readonly tensors: readonly OnnxTensor[];
  readonly calls: readonly (Call | undefined)[];
  readonly noted: ReadonlySet<string>;
  readonly normalised: ReadonlySet<OnnxNode>;
}

/** Parameters that the notes name and no tensor has: adds them, with their sizes from what is left of their call. */
function foldedParameters(
  { nodes, tensors, calls, noted, normalised }: Noted,
  parameters: Map<string, Parameter>,
): Map<OnnxNode, readonly string[]> {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const present = new Set(tensors.map(({ name }) => `p_${noteName(name)}`));
  const groups = new Map<string, { call: Call; nodes: OnnxNode[] }>();
  calls.forEach((call, index) => {
    if (call === undefined) return;
    const group = groups.get(call.name) ?? { call, nodes: [] };
    group.nodes.push(nodes[index]!);
    groups.set(call.name, group);
  });
  const added = new Set<string>();
  const folded = new Map<OnnxNode, string[]>();
  for (const { call, nodes: own } of groups.values()) {
    const there = own.flatMap((node) => node.inputs.flatMap((name) => byName.get(name) ?? []));
    for (const name of call.parameters) {
      if (present.has(name) || added.has(name)) continue;
      const elements = foldedElements(name, call, own, there, { noted, normalised });
      if (elements === undefined) continue;
      added.add(name);
      parameters.set(name, { elements });
      const last = own.at(-1)!;
      folded.set(last, [...(folded.get(last) ?? []), name]);
    }
  }
  return folded;
}

function foldedElements(
  name: string,
  { target }: Call,
  nodes: readonly OnnxNode[],
  there: readonly OnnxTensor[],
  { noted, normalised }: Pick<Noted, "noted" | "normalised">,
): number | undefined {
  const product = nodes.find(({ type }) => /^(Gemm|MatMul|Conv|ConvTranspose)$/.test(type));
  const weight = there.find(({ dims }) => dims.length >= 2);
  if (product !== undefined && weight !== undefined && (normalised.has(product) || name.endsWith("bias"))) {
    const columns = columnsOf(product, weight.dims);
    // It may be there under the name of a parameter that it is tied with.
    const isThere =
      !normalised.has(product) &&
      there.some((tensor) => isVectorOf(tensor, columns) && !noted.has(`p_${noteName(tensor.name)}`));
    return isThere ? undefined : columns;
  }
  const own = there.filter(({ dims, dataType }) => floats.has(dataType) && dims.length > 0);
  const shared = own.find((tensor) => noted.has(`p_${noteName(tensor.name)}`));
  // One of another name: kept once for its equal content where it is small, tied where it is large.
  const elements = shared === undefined ? undefined : elementsOf(shared.dims);
  if (elements !== undefined && elements <= largestMerged) return elements;
  return /_norm\b/.test(target) && own[0] !== undefined ? elementsOf(own[0].dims) : undefined;
}

function isVectorOf({ dims, dataType }: OnnxTensor, elements: number | undefined): boolean {
  return dims.length === 1 && dims[0] === elements && floats.has(dataType);
}

/** Results of a product by the shape of its weight. */
function columnsOf({ type, attributes }: OnnxNode, dims: readonly number[]): number | undefined {
  if (type === "Conv") return dims[0];
  if (type === "ConvTranspose") {
    const group = attributes.get("group");
    return dims[1]! * (typeof group === "number" ? group : 1);
  }
  return type === "Gemm" && attributes.get("transB") === 1 ? dims[0] : dims.at(-1);
}
