import {
  AstraError,
  didYouMean,
  isAstraError,
  type Layer,
  type LayerPass,
  type LayerWorkload,
  type LoopParameter,
  type TrainingLoop,
  type WorkloadFormatContext,
} from "@astra-ts/core";
import { builtInLoops } from "../loops/index.js";
import { collectiveOf } from "./collective-types.js";
import { headerLabels, keyOf, readLabel, refuseLabel } from "./header-labels.js";
import { readStepLine, stepLabel } from "./step-line.js";
import { TokenReader } from "./tokens.js";

/** What the reader of the text format may be told. */
export interface WorkloadTextOptions {
  /** Training loops that the first word of the file may name; default: the built-in ones. */
  loops?: Iterable<TrainingLoop>;
  /** Told of oddities that ASTRA-sim accepts in silence. */
  warn?: (message: string) => void;
  /** Told where the values of the header and the layers stand. */
  origin?: WorkloadFormatContext["origin"];
}

const columns = 12;

/**
 * Reads ASTRA-sim 1.0's workload text format: the name of a training loop, what that loop needs, the number of layers, then 12 words per layer (13 in
 * HYBRID_CUSTOMIZED; elsewhere the name of a parallelism at the end of a layer's line is passed over). Compute and update times are in cycles of 1 ns,
 * sizes in bytes. Throws an `AstraError` with file, line and field.
 */
export function readWorkloadText(
  text: string,
  file: string,
  { loops = builtInLoops, warn = () => {}, origin = () => {} }: WorkloadTextOptions = {},
): LayerWorkload {
  const reader = new TokenReader(text, file);
  const place = (path: string, field: string) => origin(path, { line: reader.peek()?.line, field });
  place("trainingLoop", "training loop");
  const loop = readLoop(reader, [...loops]);
  const parameters = loop.parameters ?? [];
  const header = readHeader(reader, loop.name, parameters, place);
  const count = reader.whole("number of layers", 1);
  checkIndices(header, count, file);
  const layers = readLayers(reader, count, parameters.includes("parallelism"), warn, place);
  const step = reader.peek()?.text === stepLabel ? readStepLine(reader) : undefined;
  const rest = reader.peek();
  if (rest !== undefined) {
    warn(
      `${file}:${rest.line}: what follows the last of the ${count} layers is ignored, from "${rest.text}" on.`,
    );
  }
  return { kind: "layers", trainingLoop: loop.name, layers, ...header, ...(step && { step }) };
}

function readLoop(reader: TokenReader, loops: TrainingLoop[]): TrainingLoop {
  const names = loops.map(({ name }) => name);
  const token = reader.word("training loop", `one of ${names.join(", ")}`);
  const loop = loops.find(({ name }) => name === token.text);
  if (loop === undefined) {
    throw new AstraError("UNKNOWN_NAME", {
      problem: "unknown training loop",
      file: reader.file,
      line: token.line,
      field: "training loop",
      found: token.text,
      expected: `one of ${names.join(", ")}`,
      hint: didYouMean(token.text, names),
    });
  }
  return loop;
}

type Header = Pick<
  LayerWorkload,
  "modelParallelGroup" | "checkpoints" | "checkpointInitiators" | "lastBottomLayer"
>;

/** Notes the line of what comes next. */
type Place = (path: string, field: string) => void;

function readHeader(
  reader: TokenReader,
  loop: string,
  parameters: readonly LoopParameter[],
  place: Place,
): Header {
  const header: { -readonly [Key in keyof Header]: Header[Key] } = {};
  if (parameters.includes("modelParallelGroup")) {
    place("modelParallelGroup", keyOf(headerLabels.modelParallelGroup));
    readLabel(reader, headerLabels.modelParallelGroup);
    header.modelParallelGroup = reader.whole("NPUs of a model-parallel group", 1);
  }
  if (parameters.includes("checkpoints")) {
    place("checkpoints", keyOf(headerLabels.checkpoints));
    readLabel(reader, headerLabels.checkpoints);
    header.checkpoints = readIndices(reader, "checkpoint");
    place("checkpointInitiators", keyOf(headerLabels.checkpointInitiators));
    readLabel(reader, headerLabels.checkpointInitiators);
    header.checkpointInitiators = readIndices(reader, "checkpoint initiator");
  }
  if (parameters.includes("lastBottomLayer")) {
    refuseLabel(reader, loop);
    place("lastBottomLayer", "index of the last bottom layer");
    header.lastBottomLayer = reader.whole("index of the last bottom layer", 0);
  }
  refuseLabel(reader, loop);
  return header;
}

function readIndices(reader: TokenReader, what: string): number[] {
  const count = reader.whole(`number of ${what}s`, 0);
  const indices: number[] = [];
  for (let entry = 0; entry < count; entry++) indices.push(reader.whole(`${what} ${entry}`, 0));
  return indices;
}

function checkIndices(header: Header, count: number, file: string): void {
  const check = (field: string, index: number): void => {
    if (index < count) return;
    throw new AstraError("INVALID_VALUE", {
      problem: "there is no such layer",
      file,
      field,
      found: index,
      expected: `an index from 0 to ${count - 1}`,
    });
  };
  for (const index of header.checkpoints ?? []) check("checkpoints", index);
  for (const index of header.checkpointInitiators ?? []) check("checkpoint_initiates", index);
  if (header.lastBottomLayer !== undefined) check("index of the last bottom layer", header.lastBottomLayer);
}

/**
 * Layers are words, not lines, as in ASTRA-sim. A line with a word too few or too many shifts all that follow, so that the first wrong word stands further down:
 * the error is then about the first layer whose words do not end with its line.
 */
function readLayers(
  reader: TokenReader,
  count: number,
  hasParallelism: boolean,
  warn: (message: string) => void,
  place: Place,
): Layer[] {
  const layers: Layer[] = [];
  const expected = hasParallelism ? columns + 1 : columns;
  let suspect: { line: number; words: number; name: string } | undefined;
  try {
    for (let index = 0; index < count; index++) {
      const start = reader.position;
      const words = reader.wordsOnLine(start);
      const first = reader.peek();
      // ASTRA-sim's workload generator writes the layer's parallelism in every file, whether the loop reads it or not.
      const hasSpareWord =
        !hasParallelism && words === columns + 1 && /^[A-Z_]+$/.test(reader.at(start + columns)!.text);
      if (suspect === undefined && first !== undefined && words !== expected && !hasSpareWord) {
        suspect = { line: first.line, words, name: first.text };
      }
      place(`layers.${index}`, `layer ${first?.text ?? index}`);
      if (hasParallelism) place(`layers.${index}.parallelism`, `layer ${first?.text ?? index}: parallelism`);
      const layer = readLayer(reader, index, count, hasParallelism, warn);
      if (hasSpareWord) reader.word(`layer ${layer.name}: parallelism`, "the parallelism of the layer");
      layers.push(layer);
    }
  } catch (error) {
    if (suspect === undefined || !isAstraError(error)) throw error;
    throw new AstraError("LENGTH_MISMATCH", {
      problem: `the line of layer ${suspect.name} has the wrong number of columns`,
      file: reader.file,
      line: suspect.line,
      found: suspect.words,
      expected: `${expected} columns: name, a reserved number, {compute, collective, bytes} for forward, input-gradient and weight-gradient, update time${hasParallelism ? ", parallelism" : ""}`,
      cause: error,
    });
  }
  return layers;
}

function readLayer(
  reader: TokenReader,
  index: number,
  count: number,
  hasParallelism: boolean,
  warn: (message: string) => void,
): Layer {
  const name = reader.word(`layer ${index}`, `${count} layers, as the file says above`).text;
  const field = (what: string): string => `layer ${name}: ${what}`;
  const pass = (what: string): LayerPass => {
    const compute = reader.whole(field(`${what} compute time`), 0);
    const typeField = field(`${what} collective`);
    const communication = collectiveOf(
      reader.word(typeField, "a collective type"),
      typeField,
      reader.file,
      warn,
    );
    return { compute, communication, bytes: reader.whole(field(`${what} bytes`), 0) };
  };
  reader.whole(field("reserved number"), Number.NEGATIVE_INFINITY);
  const forward = pass("forward");
  const inputGradient = pass("input-gradient");
  const weightGradient = pass("weight-gradient");
  const layer = {
    name,
    forward,
    inputGradient,
    weightGradient,
    updateTime: reader.whole(field("update time"), 0),
  };
  return hasParallelism
    ? { ...layer, parallelism: reader.word(field("parallelism"), "the parallelism of the layer").text }
    : layer;
}
