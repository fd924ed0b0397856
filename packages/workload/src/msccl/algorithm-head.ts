import { type CollectiveKind, didYouMean } from "@astra-ts/core";
import { collectiveShapes } from "./collective-shape.js";
import type { XmlAttributes } from "./xml-attributes.js";

const collectives: Readonly<Record<string, CollectiveKind>> = {
  allreduce: "all-reduce",
  allgather: "all-gather",
  alltoall: "all-to-all",
  reduce_scatter: "reduce-scatter",
  broadcast: "broadcast",
  reduce: "reduce",
  gather: "gather",
  scatter: "scatter",
};

const largestSize = Number.MAX_SAFE_INTEGER;
/** How MSCCL's runtime moves data; no time depends on it here. */
const protocols = ["Simple", "LL", "LL128"];

/** What the element `algo` says. */
export interface AlgorithmHead {
  readonly name: string;
  readonly collective: CollectiveKind;
  readonly chunks: number;
  readonly gpus: number;
  readonly channels: number;
  readonly isInPlace: boolean;
}

/** Reads the element `algo`. */
export function readHead(attributes: XmlAttributes): AlgorithmHead {
  const head = {
    name: attributes.text("name") ?? "unnamed",
    collective: readCollective(attributes),
    chunks: attributes.number("nchunksperloop", 1),
    gpus: attributes.number("ngpus", 2),
    channels: attributes.number("nchannels", 1, 2 ** 24),
    isInPlace: attributes.word("inplace", ["0", "1"]) === "1",
  };
  attributes.word("outofplace", ["0", "1"]);
  attributes.word("proto", protocols);
  const least = attributes.number("minBytes", 0, 0, largestSize);
  attributes.number("maxBytes", least, largestSize, largestSize);
  const { collective, chunks, gpus } = head;
  if (collectiveShapes[collective].isShared && chunks % gpus !== 0) {
    throw attributes.wrong("INVALID_VALUE", {
      field: "nchunksperloop",
      problem: `chunks that ${gpus} GPUs cannot share equally`,
      found: chunks,
      expected: `a multiple of ${gpus}, which is ngpus`,
    });
  }
  return head;
}

function readCollective(attributes: XmlAttributes): CollectiveKind {
  const name = attributes.text("coll");
  const kind = name !== undefined && Object.hasOwn(collectives, name) ? collectives[name] : undefined;
  if (kind !== undefined) return kind;
  const known = Object.keys(collectives);
  throw attributes.wrong(name === undefined ? "MISSING_VALUE" : "UNSUPPORTED", {
    field: "coll",
    problem: "an algorithm for a collective that is not simulated",
    found: name,
    expected: `one of ${known.join(", ")}`,
    hint: name === undefined ? undefined : didYouMean(name, known),
  });
}
