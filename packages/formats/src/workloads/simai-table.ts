import { AstraError, type CollectiveKind } from "@astra-ts/core";
import { Words } from "../words.js";

/** Groups of NPUs that collectives run in: tensor, data and expert parallel ones, and data parallel ones among equal experts. */
export type SimaiGroup = "tensor" | "data" | "expert" | "data of an expert";

/** A collective of a table: what, where, and how many bytes an NPU has of it, an all-gather's when it is over. */
export interface SimaiCollective {
  readonly kind: CollectiveKind;
  readonly group: SimaiGroup;
  readonly bytes: number;
}

/** Compute time, ns, then a collective. */
export interface SimaiPass {
  readonly compute: number;
  readonly collective: SimaiCollective | undefined;
}

export interface SimaiLayer {
  readonly name: string;
  readonly forward: SimaiPass;
  readonly inputGradient: SimaiPass;
  readonly weightGradient: SimaiPass;
}

/** Degrees of parallelism; their product with the data parallel degree is `gpus`. */
export interface SimaiTable {
  readonly tensor: number;
  readonly expert: number;
  readonly pipeline: number;
  readonly gpus: number;
  /** Bytes from a stage of the pipeline to the next. */
  readonly pipelineBytes: number;
  readonly layers: readonly SimaiLayer[];
}

/** Labels of the header that a number follows, and what it says. */
const labels = {
  "model_parallel_NPU_group:": "tensor",
  "ep:": "expert",
  "pp:": "pipeline",
  "all_gpus:": "gpus",
  "pp_comm:": "pipelineBytes",
  pp_comm: "pipelineBytes",
} as const;
/** Labels whose numbers change nothing: the table holds every micro-batch and layer already. */
const told = ["vpp:", "ga:", "checkpoints:", "checkpoint_initiates:", "DLRM_LAST_BOTTOM_LAYER:"];

const kinds: Readonly<Record<string, CollectiveKind>> = {
  ALLREDUCE: "all-reduce",
  ALLGATHER: "all-gather",
  REDUCESCATTER: "reduce-scatter",
  ALLTOALL: "all-to-all",
};
const groups: Readonly<Record<string, SimaiGroup>> = {
  _TP: "tensor",
  _DP: "data",
  _EP: "expert",
  _DP_EP: "data of an expert",
};

const mostLayers = 2 ** 24;
const mostGpus = 2 ** 20;
const mostValue = Number.MAX_SAFE_INTEGER;

/** Reads the header and the table. Throws with the line. `warn` is told of words that mean no communication in SimAI. */
export function readSimaiTable(text: string, warn: (message: string) => void): SimaiTable {
  const [first = ""] = text.split("\n");
  const header = readHeader(first);
  const words = new Words(text.slice(first.length + 1), 2);
  const announced = words.count("the number of layers", mostLayers);
  const layers: SimaiLayer[] = [];
  while (layers.length < announced) {
    if (words.isAtEnd)
      throw new AstraError("LENGTH_MISMATCH", {
        line: 2,
        field: "number of layers",
        problem: "the file has fewer layers than it announces",
        found: layers.length,
        expected: `${announced}, as line 2 says`,
      });
    layers.push(readLayer(words, warn));
  }
  if (!words.isAtEnd) warn(`what follows the last of the ${announced} layers is ignored`);
  return { ...header, layers };
}

function readHeader(line: string): Omit<SimaiTable, "layers"> {
  const found = { tensor: 1, expert: 1, pipeline: 1, gpus: 0, pipelineBytes: 0 };
  const words = line.trim().split(/\s+/);
  const [loop = ""] = words;
  if (loop !== "HYBRID_TRANSFORMER_FWD_IN_BCKWD" && loop !== "HYBRID_TRANSFORMER")
    throw new AstraError("UNSUPPORTED", {
      line: 1,
      field: "training loop",
      problem: "with groups of its own, only the transformer's loop is read",
      found: loop,
      expected: "HYBRID_TRANSFORMER_FWD_IN_BCKWD, as AICB writes it",
    });
  for (let at = 1; at < words.length; at++) {
    const word = words[at]!;
    const next = words[at + 1] ?? "";
    const name = Object.hasOwn(labels, word) ? labels[word as keyof typeof labels] : undefined;
    if (name === undefined) {
      if (word.startsWith("checkpoint") && next !== "0" && told.includes(word))
        throw invalid(word, next, "0: layers that are computed again are rows of the table");
      continue;
    }
    // AICB writes bytes as Python writes floats.
    const value = /^\d+(\.0*)?$/.test(next) ? Number(next) : Number.NaN;
    const least = name === "pipelineBytes" ? 0 : 1;
    const most = name === "pipelineBytes" ? mostValue : mostGpus;
    if (!(value >= least && value <= most))
      throw invalid(word, next, `a whole number from ${least} to ${most}`);
    found[name] = value;
  }
  if (found.gpus === 0)
    throw new AstraError("MISSING_VALUE", {
      line: 1,
      field: "all_gpus:",
      problem: "the number of GPUs is missing",
      expected: "all_gpus: and a number, where ep: or pp: are given",
    });
  return found;
}

function invalid(field: string, found: string, expected: string): AstraError {
  return new AstraError("INVALID_VALUE", { line: 1, field, problem: "wrong value", found, expected });
}

function readLayer(words: Words, warn: (message: string) => void): SimaiLayer {
  const name = words.next("the name of a layer");
  words.value(
    "a reserved number",
    (word) => (/^-?\d+$/.test(word) ? Number(word) : undefined),
    "a whole number",
  );
  const pass = (what: string, group: SimaiGroup): SimaiPass => {
    const compute = words.count(`layer ${name}: ${what} compute time`, mostValue);
    const word = words.next(`layer ${name}: ${what} collective`);
    const { line } = words;
    const bytes = words.count(`layer ${name}: ${what} bytes`, mostValue);
    const [, kindWord = "", suffix] =
      /^(ALLREDUCE|ALLGATHER|REDUCESCATTER|ALLTOALL)(_\w+)?$/.exec(word) ?? [];
    const kind = kinds[kindWord];
    const own = suffix === undefined ? group : groups[suffix];
    if (word !== "NONE" && (kind === undefined || own === undefined))
      warn(
        `line ${line}: layer ${name}: ${word} is no collective of a group that SimAI knows, and costs nothing`,
      );
    return {
      compute,
      collective: kind === undefined || own === undefined ? undefined : { kind, group: own, bytes },
    };
  };
  const forward = pass("forward", "tensor");
  const inputGradient = pass("input-gradient", "tensor");
  const weightGradient = pass("weight-gradient", "data");
  words.count(`layer ${name}: update time`, mostValue);
  return { name, forward, inputGradient, weightGradient };
}
