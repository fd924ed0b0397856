import { checkCircles } from "./check-circles.js";
import { checkResult } from "./check-result.js";
import { checkMessages, waysOf } from "./message-ways.js";
import type { MscclAlgorithm } from "./msccl-algorithm.js";
import { type PlacedStep, placedSteps, type StepLines, wrongStep } from "./placed-step.js";

/**
 * Throws INVALID_VALUE, with the line, for a step that waits for one that is not there; unless on each channel between two GPUs the n-th send is received by the n-th receive; where steps wait for
 * each other in a circle; and where they do not do what the collective promises.
 */
export function checkSteps(algorithm: MscclAlgorithm, lines: StepLines): void {
  const placed = placedSteps(algorithm);
  checkDependencies(algorithm.gpus, placed, lines);
  const ways = waysOf(algorithm.gpus, placed);
  checkMessages(ways, lines);
  checkCircles(placed, ways, lines);
  checkResult(algorithm, lines);
}

function checkDependencies(
  gpus: MscclAlgorithm["gpus"],
  placed: readonly PlacedStep[],
  lines: StepLines,
): void {
  for (const place of placed) {
    const { waitsFor } = place.step;
    if (waitsFor === undefined || gpus[place.gpu]![waitsFor.block]?.steps[waitsFor.step] !== undefined)
      continue;
    throw wrongStep(place, lines, {
      problem: "waits for a step that does not exist",
      found: `tb ${waitsFor.block}, step ${waitsFor.step}`,
    });
  }
}
