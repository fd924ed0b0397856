import type { Glimpse } from "../look/glimpse.js";
import { hasAnyKey, type KnownFormat } from "../look/known-format.js";
import { isMessage } from "../look/protobuf.js";

const generate =
  "A workload of a known model, or of one with its numbers, is made by: astra-ts workload generate";

const startsWith = ({ bytes }: Glimpse, ...start: readonly number[]): boolean =>
  start.every((byte, index) => bytes[index] === byte);

/** Names of the files in a zip stand in its beginning as they are. */
const mentions = ({ bytes }: Glimpse, ...parts: readonly string[]): boolean => {
  const latin = new TextDecoder("latin1").decode(bytes);
  return parts.some((part) => latin.includes(part));
};

const isZip = (glimpse: Glimpse): boolean => startsWith(glimpse, 0x50, 0x4b, 0x03, 0x04);

/** ir_version, a small number, first; then the producer's name, the graph and the operators' versions. */
const isOnnx = ({ bytes, name }: Glimpse): boolean =>
  bytes[0] === 0x08 &&
  bytes[1]! < 0x20 &&
  [0x12, 0x1a, 0x3a, 0x42].includes(bytes[2]!) &&
  (isMessage(bytes, 0, bytes.length, 25) || name.endsWith(".onnx"));

/** Root table of a FlexNet task graph: 11 or 12 fields, most of them offsets of 4 bytes. */
const isTaskGraph = ({ bytes }: Glimpse): boolean => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength < 64) return false;
  const root = view.getUint32(0, true);
  if (root % 4 !== 0 || root < 8 || root > 256 || root + 4 > view.byteLength) return false;
  const table = root - view.getInt32(root, true);
  if (table < 4 || table + 4 > view.byteLength) return false;
  const fields = (view.getUint16(table, true) - 4) / 2;
  const size = view.getUint16(table + 2, true);
  return fields >= 8 && fields <= 13 && size >= 36 && size <= 64;
};

/** Strategies of operators: a list of messages with the operator's name, device type and degrees. */
const isStrategy = ({ bytes }: Glimpse): boolean =>
  bytes[0] === 0x0a &&
  bytes[2] === 0x0a &&
  bytes[4 + bytes[3]!] === 0x10 &&
  isMessage(bytes, 0, bytes.length, 1);

/** Models, and graphs of models made parallel. */
export const modelFormats: readonly KnownFormat[] = [
  {
    name: "a model exported by torch.export (.pt2)",
    reader: "model",
    recognizes: (glimpse) =>
      isZip(glimpse) &&
      (glimpse.name.endsWith(".pt2") || mentions(glimpse, "archive_format", "data/weights/")),
  },
  { name: "a model in ONNX", reader: "model", recognizes: isOnnx },
  {
    name: "a saved model or checkpoint of PyTorch",
    advice: generate,
    recognizes: (glimpse) => isZip(glimpse) && mentions(glimpse, "data.pkl"),
  },
  {
    name: "a file of weights (safetensors)",
    advice: generate,
    recognizes: (glimpse) =>
      mentions({ ...glimpse, bytes: glimpse.bytes.subarray(8, 30) }, '{"__metadata__', '{"') &&
      glimpse.bytes[7] === 0 &&
      glimpse.bytes[6] === 0,
  },
  {
    name: "the configuration of a Hugging Face model",
    advice: generate,
    recognizes: (glimpse) =>
      hasAnyKey(glimpse, "architectures", "model_type") &&
      hasAnyKey(glimpse, "hidden_size", "n_embd", "d_model", "vocab_size"),
  },
  { name: "a task graph of FlexFlow (FlatBuffers)", reader: "task graph", recognizes: isTaskGraph },
  {
    name: "a file of FlexFlow's strategies (protobuf)",
    advice:
      "It has degrees of operators without their sizes. FlexFlow's taskgraph.fbuf has both: astra-ts workload import taskgraph.fbuf",
    recognizes: isStrategy,
  },
  {
    name: "a task graph of FlexFlow (.dot)",
    advice:
      "It has neither devices nor bytes. FlexFlow's taskgraph.fbuf has both: astra-ts workload import taskgraph.fbuf",
    recognizes: ({ text }) =>
      /^\s*(strict\s+)?digraph\b/.test(text) && /label\s*=\s*"\{[^"]*\|[^"]*\|\s*\{/.test(text),
  },
  {
    name: "a graph by Graphviz (.dot)",
    recognizes: ({ text }) => /^\s*(strict\s+)?(di)?graph\b[^\n]*\{/.test(text),
  },
  {
    name: "a model of FlexFlow (.ff)",
    recognizes: ({ text }) =>
      /^[\w.]+; ?[\w.,]*; ?[\w.,]*; ?(INPUT|OUTPUT|LINEAR|CONV2D|POOL2D|EMBEDDING|ATTRIBUTE|MULTIHEAD_ATTENTION|[A-Z_0-9]{3,})(;|$)/m.test(
        text,
      ),
  },
  {
    name: "a computation graph of FlexFlow (JSON)",
    recognizes: (glimpse) => hasAnyKey(glimpse, "raw_graph", "node_labels", "computation_graph"),
  },
  {
    name: "a configuration of SCALE-Sim",
    goesWithFlag: true,
    advice: "It goes with: astra-ts workload generate --scalesim_config {file}",
    recognizes: ({ text }) => /^[ \t]*ArrayHeight[ \t]*[:=]/im.test(text),
  },
  {
    name: "a list of layers as products of matrices (CSV)",
    goesWithFlag: true,
    advice: "It goes with: astra-ts workload generate --mnk {file}",
    recognizes: ({ text }) => /^\s*"?layers?"?\s*,\s*m\s*,\s*n\s*,\s*k\b/i.test(text),
  },
];
