import { AstraError } from "@astra-ts/core";
import { lowerGraph, refuseEmpty } from "../graph/lower.js";
import { elementsOf, type ModelGraph, type Parameter, type RawOperator } from "../graph/model-graph.js";
import type { ReadModelOptions } from "../graph/read-options.js";
import { atenRules } from "./aten-rules.js";
import {
  checked,
  graphSchema,
  readTorchArchive,
  type TorchGraph,
  type TorchNode,
  type TorchProgram,
} from "./export-file.js";

/**
 * Reads the graph of a model that torch.export wrote (`.pt2`); weights are not unpacked. Throws FILE_SYNTAX for what is none, MISSING_VALUE for sizes without a number,
 * UNSUPPORTED for operators whose work cannot be told.
 */
export function readTorchExport(bytes: Uint8Array, options: ReadModelOptions): ModelGraph {
  const { file } = options;
  const { program, files } = readTorchArchive(bytes, file);
  const { graph } = program.graph_module;
  const shapes = new Map<string, readonly number[]>();
  const operators: RawOperator[] = [];
  const reading: Reading = { shapes, operators, options };
  addGraph(reading, graph, new Map(), "");
  const { parameters, aliases, inputs } = signatureOf(program, shapes, files);
  const outputs = graph.outputs.flatMap((output) => tensorNames(output));
  const lowered = lowerGraph(
    {
      name: "",
      format: "torch.export",
      producer: `PyTorch ${program.torch_version}`.trim(),
      operators: operators.map((operator) => ({
        ...operator,
        inputs: operator.inputs.map((name) => aliases.get(name) ?? name),
      })),
      parameters,
      constants: new Set(),
      shapes,
      inputs,
      outputs,
      warnings: [],
    },
    atenRules,
    file,
  );
  refuseEmpty(lowered, file);
  return lowered;
}

interface Reading {
  readonly shapes: Map<string, readonly number[]>;
  readonly operators: RawOperator[];
  readonly options: ReadModelOptions;
}

interface Signature {
  readonly parameters: Map<string, Parameter>;
  readonly aliases: Map<string, string>;
  readonly inputs: string[];
}

/** Parameters, tied ones under the name of the first, and what the user gives. */
function signatureOf(
  { graph_module }: TorchProgram,
  shapes: ReadonlyMap<string, readonly number[]>,
  files: ReadonlyMap<string, string>,
): Signature {
  const signature: Signature = { parameters: new Map(), aliases: new Map(), inputs: [] };
  const firsts = new Map<string, string>();
  for (const spec of graph_module.signature.input_specs) {
    if (isParameter(spec)) {
      const { arg, parameter_name } = spec.parameter;
      const content = files.get(parameter_name);
      const first = content === undefined ? undefined : firsts.get(content);
      if (first !== undefined) signature.aliases.set(arg.name, first);
      else {
        signature.parameters.set(arg.name, { elements: elementsOf(shapes.get(arg.name) ?? []) });
        if (content !== undefined) firsts.set(content, arg.name);
      }
    } else if (isUserInput(spec)) signature.inputs.push(...tensorNames(spec.user_input.arg));
  }
  return signature;
}

type Spec = TorchProgram["graph_module"]["signature"]["input_specs"][number];

function isParameter(spec: Spec): spec is { parameter: { arg: { name: string }; parameter_name: string } } {
  return "parameter" in spec;
}

function isUserInput(spec: Spec): spec is { user_input: { arg: Record<string, unknown> } } {
  return "user_input" in spec;
}

/** Adds the operators of a graph; those of graphs inside it stand in the place of their call. */
function addGraph(
  reading: Reading,
  graph: TorchGraph,
  outer: ReadonlyMap<string, string>,
  prefix: string,
): void {
  const renamed = (name: string): string => outer.get(name) ?? `${prefix}${name}`;
  for (const [name, { sizes }] of Object.entries(graph.tensor_values)) {
    const own = renamed(name);
    if (!reading.shapes.has(own))
      reading.shapes.set(
        own,
        sizes.map((size) => sizeOf(size, name, reading.options)),
      );
  }
  for (const [index, node] of graph.nodes.entries()) {
    const inner = innerGraph(node, reading.options.file);
    if (inner === undefined) {
      reading.operators.push(rawOperator(node, renamed));
      continue;
    }
    const given = node.inputs.flatMap(({ arg }) => tensorNames(arg));
    const taken = inner.inputs.flatMap((input) => tensorNames(input));
    const names = new Map(taken.map((name, at) => [name, renamed(given[at] ?? "")] as const));
    const results = inner.outputs.flatMap((output) => tensorNames(output));
    const outputs = node.outputs.flatMap((output) => tensorNames(output));
    results.forEach((name, at) => {
      if (!names.has(name)) names.set(name, renamed(outputs[at] ?? name));
    });
    addGraph(reading, inner, names, `${prefix}${index}.`);
  }
}

/** The graph that a call such as `wrap_with_set_grad_enabled` runs; undefined for operators. */
function innerGraph(node: TorchNode, file: string): TorchGraph | undefined {
  if (!node.target.startsWith("torch.ops.higher_order.wrap")) return undefined;
  const [given] = node.inputs.flatMap(({ arg }) => (arg.as_graph === undefined ? [] : [arg.as_graph]));
  if (typeof given !== "object" || given === null || !("graph" in given)) return undefined;
  return checked(graphSchema, given.graph, file, `the graph of ${node.target}`);
}

type Size = TorchGraph["tensor_values"][string]["sizes"][number];

function sizeOf(size: Size, tensor: string, { file, dimensions }: ReadModelOptions): number {
  if ("as_int" in size) return size.as_int;
  const { expr_str, hint } = size.as_expr;
  const told = dimensions?.get(expr_str) ?? hint?.as_int;
  if (told !== undefined) return told;
  throw new AstraError("MISSING_VALUE", {
    file,
    field: tensor,
    problem: `a size of this tensor has no number, but the expression "${expr_str}"`,
    hint: `Of the command: --dimension ${expr_str}=<number>; or export with inputs of fixed sizes.`,
  });
}

function rawOperator(node: TorchNode, renamed: (name: string) => string): RawOperator {
  const inputs: string[] = [];
  const lists: string[] = [];
  const attributes = new Map<string, unknown>();
  for (const { name, arg } of node.inputs) {
    const tensors = tensorNames(arg);
    const isOne = "as_tensor" in arg;
    inputs.push(isOne ? renamed(tensors[0]!) : "");
    if (!isOne) lists.push(...tensors);
    const value = plainValue(arg);
    if (value !== undefined) attributes.set(name, value);
  }
  attributes.set(
    "tensor inputs",
    lists.map((_, index) => inputs.length + index),
  );
  const outputs = node.outputs.flatMap((output) => tensorNames(output).map(renamed));
  const type = typeOf(node.target);
  return {
    name: outputs[0] ?? type,
    type,
    scope: scopeOf(node),
    inputs: [...inputs, ...lists.map(renamed)],
    outputs,
    attributes,
    folded: [],
    isFusedAttention: false,
  };
}

/** `torch.ops.aten.add_.Tensor` is `aten.add`; what works on sizes alone computes nothing on the device. */
function typeOf(target: string): string {
  const name = target.replace(/^torch\.ops\./, "");
  const [domain = "", operator = ""] = name.split(".");
  if (domain !== "aten")
    return /^(_operator|math|torch|builtins)\b/.test(name) ? "aten.sym_size" : `${domain}.${operator}`;
  const isInPlace = operator.endsWith("_") && !operator.endsWith("__");
  return `aten.${isInPlace ? operator.slice(0, -1) : operator}`;
}

/** Names of the tensors of an argument or a result. */
function tensorNames(arg: Record<string, unknown>): string[] {
  const named = (value: unknown): string[] =>
    typeof value === "object" && value !== null && "name" in value && typeof value.name === "string"
      ? [value.name]
      : [];
  if ("as_tensor" in arg) return named(arg.as_tensor);
  if (Array.isArray(arg.as_tensors)) return arg.as_tensors.flatMap(named);
  if (Array.isArray(arg.as_optional_tensors))
    return arg.as_optional_tensors.flatMap((tensor: unknown) =>
      typeof tensor === "object" && tensor !== null && "as_tensor" in tensor ? named(tensor.as_tensor) : [],
    );
  return [];
}

function plainValue(arg: Record<string, unknown>): unknown {
  return arg.as_int ?? arg.as_ints ?? arg.as_bool ?? arg.as_string ?? arg.as_float ?? undefined;
}

/** The innermost module, as PyTorch notes it: `key,path,class` of each, with semicolons between. */
function scopeOf({ metadata }: TorchNode): string {
  const stack = metadata.nn_module_stack;
  if (typeof stack !== "string") return "";
  return stack.split(";").at(-1)?.split(",")[1] ?? "";
}
