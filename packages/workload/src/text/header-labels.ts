import { AstraError, didYouMean } from "@astra-ts/core";
import type { TokenReader } from "./tokens.js";

/** Labels of the header, and what each is followed by. */
export const headerLabels = {
  modelParallelGroup: "model_parallel_NPU_group:",
  checkpoints: "checkpoints:",
  checkpointInitiators: "checkpoint_initiates:",
} as const;

type Label = (typeof headerLabels)[keyof typeof headerLabels];

/** `checkpoints`, of the label `checkpoints:`. */
export function keyOf(label: Label): string {
  return label.slice(0, -1);
}

/** Labels that the header has in SimAI and AICB beside those; the order is free there. */
const simaiLabels = [
  "ep:",
  "pp:",
  "vpp:",
  "ga:",
  "all_gpus:",
  "pp_comm:",
  "pp_comm",
  "DLRM_LAST_BOTTOM_LAYER:",
];

const simaiHint =
  "This is a label of SimAI's workload files, which have more groups of NPUs than ASTRA-sim 1.0's; they are not read.";

/** Reads a label. Throws INVALID_VALUE for any other word, and tells one that SimAI writes there. */
export function readLabel(reader: TokenReader, label: Label): void {
  const { text, line } = reader.word("label", `"${label}"`);
  if (text === label) return;
  throw wrongLabel(reader, text, line, `"${label}"`, hintFor(text, label));
}

/** Throws where a label stands that the training loop does not ask for. */
export function refuseLabel(reader: TokenReader, loop: string): void {
  const next = reader.peek();
  if (next === undefined) return;
  const isLabel = next.text.endsWith(":") || simaiLabels.includes(next.text);
  if (isLabel)
    throw wrongLabel(
      reader,
      next.text,
      next.line,
      `the number of layers: ${loop} has no label here`,
      hintFor(next.text),
    );
}

function wrongLabel(
  reader: TokenReader,
  found: string,
  line: number,
  expected: string,
  hint?: string,
): AstraError {
  return new AstraError("INVALID_VALUE", {
    file: reader.file,
    line,
    field: "label",
    problem: "not the label that stands here",
    found,
    expected,
    hint,
  });
}

function hintFor(text: string, label?: Label): string | undefined {
  if (simaiLabels.includes(text)) return simaiHint;
  if (label === undefined) return undefined;
  return /^\d+$/.test(text)
    ? `Files older than ASTRA-sim 1.0 have no labels; write "${label}" before what follows it.`
    : didYouMean(text, [label]);
}
