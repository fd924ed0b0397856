import type { Glimpse } from "../look/glimpse.js";
import { hasAnyKey, hasKeys, type KnownFormat } from "../look/known-format.js";
import { isLengthPrefixedMessages } from "../look/protobuf.js";

/** A metadata message (version, attributes) or, before schema 0.0.4, a node first; then nodes. */
const isChakra = ({ bytes, text }: Glimpse): boolean =>
  text === "" && isLengthPrefixedMessages(bytes, { first: 33, next: [1, 2] });

/** Traces are long, and read as they were packed. */
export const packedTrace: KnownFormat = {
  name: "a Chakra execution trace, packed (gzip)",
  reader: "traces",
  recognizes: ({ bytes, name }) =>
    bytes[0] === 0x1f && bytes[1] === 0x8b && /\.\d+\.(et|json)\.gz$/.test(name),
};

/** Traces of programs: Chakra's and those that it is made from. */
export const traceFormats: readonly KnownFormat[] = [
  {
    name: "a Chakra execution trace (protobuf)",
    reader: "traces",
    recognizes: (glimpse) =>
      isChakra(glimpse) ||
      (glimpse.text === "" && glimpse.bytes.length > 0 && /\.\d+\.(et|eg)$/.test(glimpse.name)),
  },
  {
    name: "a Chakra execution trace in the JSON form of 2024",
    reader: "traces",
    recognizes: (glimpse) => hasKeys(glimpse, "workload_graph"),
  },
  {
    name: "a PyTorch execution trace of the host (JSON)",
    advice: "Chakra's linker and converter make a Chakra trace of it and the profiler's trace.",
    recognizes: (glimpse) =>
      (hasKeys(glimpse, "schema", "nodes") &&
        /"schema"\s*:\s*"[^"]*(chakra|\d+\.\d+\.\d+)/.test(glimpse.text)) ||
      hasKeys(glimpse, "pid", "nodes"),
  },
  {
    name: "a profiler's trace of PyTorch (Kineto)",
    advice: "Chakra's linker and converter make a Chakra trace of it and PyTorch's execution trace.",
    recognizes: (glimpse) =>
      hasAnyKey(glimpse, "deviceProperties", "distributedInfo", "schemaVersion") &&
      glimpse.text.includes("trace"),
  },
  {
    name: "a timeline of events for Perfetto or chrome://tracing",
    recognizes: (glimpse) => hasKeys(glimpse, "traceEvents"),
  },
  {
    name: "an SQLite database, such as Nsight Systems exports",
    recognizes: ({ bytes }) => new TextDecoder().decode(bytes.subarray(0, 15)) === "SQLite format 3",
  },
];
