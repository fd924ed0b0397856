import { AstraError, type ErrorDetails } from "@astra-ts/core";
import type { MscclAlgorithm, MscclStep } from "./msccl-algorithm.js";

/** Where the steps of an algorithm stand in its file. */
export interface StepLines {
  readonly file: string;
  readonly lineOf: (step: MscclStep) => number | undefined;
}

/** A step and its place in the algorithm. */
export interface PlacedStep {
  readonly gpu: number;
  readonly block: number;
  readonly index: number;
  readonly step: MscclStep;
}

/** All steps, in the order of the file. */
export function placedSteps({ gpus }: Pick<MscclAlgorithm, "gpus">): PlacedStep[] {
  return gpus.flatMap((blocks, gpu) =>
    blocks.flatMap(({ steps }, block) => steps.map((step, index) => ({ gpu, block, index, step }))),
  );
}

export function nameOf({ gpu, block, index }: Pick<PlacedStep, "gpu" | "block" | "index">): string {
  return `gpu ${gpu}: tb ${block}: step ${index}`;
}

/** INVALID_VALUE that names a step and its line. */
export function wrongStep(
  place: PlacedStep,
  { file, lineOf }: StepLines,
  details: Pick<ErrorDetails, "problem" | "found" | "expected">,
): AstraError {
  return new AstraError("INVALID_VALUE", {
    file,
    line: lineOf(place.step),
    field: nameOf(place),
    ...details,
  });
}
