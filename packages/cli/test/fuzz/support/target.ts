import { createRandom, type Random } from "@astra-ts/core";
import { type Verdict, verdictOn } from "./verdict.js";

/** A reader to be fuzzed. */
export interface Target {
  readonly name: string;
  /** A wrong form of a right input. */
  input(random: Random): string;
  /** Reads it, and does with it what the product would do. Throws what the product would throw. `folder` is for files. */
  read(input: string, folder: string): void | Promise<void>;
}

/** Input number `index` of a run: the same seed and number give the same input, whatever came before. */
export function inputOf(target: Target, seed: number, index: number): string {
  // JSON has no text for a value that a change has taken away; an empty file stands for it.
  const text: string | undefined = target.input(
    createRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)),
  );
  return text ?? "";
}

/** Gives an input to its reader and judges what comes of it. */
export async function tryInput(target: Target, input: string, folder: string): Promise<Verdict> {
  try {
    await target.read(input, folder);
    return { kind: "accepted" };
  } catch (error) {
    return verdictOn(error);
  }
}
