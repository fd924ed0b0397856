import type { StepWork } from "@astra-ts/core";
import type { Token, TokenReader } from "./tokens.js";

/** Begins the line of a step's work, behind the last layer: ASTRA-sim, which counts layers, does not read so far. */
export const stepLabel = "step:";

const flopsUnit = "FLOP";
const peakUnit = "FLOP/ns";

/** `step: 8388608 token 4.2e+19 FLOP 312000 FLOP/ns`: items of a step, its floating-point operations, and the peak of one NPU where it is known. */
export function stepLine({ items, item, flops, peakFlops }: StepWork): string {
  const peak = peakFlops === undefined ? [] : [peakFlops, peakUnit];
  return [stepLabel, items, item, flops, flopsUnit, ...peak].join(" ");
}

/** Reads that line. Throws an `AstraError` with its line. */
export function readStepLine(reader: TokenReader): StepWork {
  reader.word("step", `"${stepLabel}"`);
  const items = reader.whole("items of a step", 1);
  const item = reader.word("item of a step", "token, image or sample").text;
  const flops = rate(reader, "floating-point operations of a step", flopsUnit);
  if (reader.peek() === undefined) return { item, items, flops };
  return { item, items, flops, peakFlops: rate(reader, "peak of one NPU", peakUnit) };
}

function rate(reader: TokenReader, field: string, unit: string): number {
  const expected = `a number above 0 and the unit ${unit}`;
  const wrong = ({ line, text }: Token) => reader.invalid(field, line, text, expected);
  const number = reader.word(field, expected);
  const value = Number(number.text);
  if (!Number.isFinite(value) || value <= 0) throw wrong(number);
  const word = reader.word(field, expected);
  if (word.text !== unit) throw wrong(word);
  return value;
}
