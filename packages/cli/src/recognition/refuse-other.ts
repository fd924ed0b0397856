import { AstraError } from "@astra-ts/core";
import { identify } from "./known-formats.js";
import { glimpseOfFile } from "./look/glimpse.js";
import { adviceFor, type KnownFormat, type Reader } from "./look/known-format.js";

/** What each reader takes. */
const expected: Readonly<Record<Reader, string>> = {
  experiment: "a map with topology and workload, in YAML or JSON",
  network:
    "JSON with units-count (ASTRA-sim 1.0), YAML with npus_count (ASTRA-sim 2.x), Garnet text with num-npus:, or a machine of another tool (ns-3, htsim, BookSim, TACCL, nvidia-smi)",
  logical: 'JSON with the sizes of dimensions: {"logical-dims": ["8", "2"]}',
  system: "`key: value` pairs (ASTRA-sim 1.0), or JSON (ASTRA-sim 2.x)",
  workload: "a table of layers (ASTRA-sim 1.0), an execution graph in JSON, or what a plugin reads",
  model: "a model in ONNX or of torch.export",
  "task graph": "a task graph of FlexFlow (FlatBuffers)",
  traces: "an execution trace of Chakra, protobuf or JSON",
  collective: "an algorithm of MSCCL (XML), or what stands before .<rank>.et of Chakra's traces",
  groups: 'JSON that gives the NPUs of each group: {"1": [0, 1]}',
  memory: "JSON with memory-type",
  results: "what --out of run, compare or sweep saved",
  measured: "measured times of a GPU, a JSON object a line",
  traffic: "a configuration of BookSim, `key = value;`",
};

/** A file that is opened as something. */
interface Opened {
  readonly file: string;
  /** What it should be to the user: `network file`; absent where it may be anything. */
  readonly what?: string;
  /** What messages call it; default: its path. */
  readonly shown?: string;
}

/** Throws FILE_SYNTAX where a file is plainly of another kind than its reader takes: what it is, and what to do with it. One that nobody knows is left to the reader. */
export function refuseOther(opened: Opened & { readonly what: string }, reader: Reader): void {
  const glimpse = glimpseOfFile(opened.file, opened.what, opened.shown);
  const format = identify(glimpse);
  if (format !== undefined && format.reader !== reader) throw otherFormat(opened, format, reader);
}

/** A file of a kind that is known, where another one should be, or any that is read. */
export function otherFormat(
  { file, what, shown = file }: Opened,
  format: KnownFormat,
  reader?: Reader,
): AstraError {
  const isUnread = format.reader === undefined && !format.goesWithFlag;
  return new AstraError("FILE_SYNTAX", {
    file: shown,
    problem: `${what === undefined ? "" : `${what}: `}this is ${format.name}${isUnread ? ", which is not read" : ""}`,
    ...(reader === undefined ? {} : { expected: expected[reader] }),
    hint: adviceFor(format, shown),
  });
}
