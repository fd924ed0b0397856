/** One pass of one microbatch through a pipeline stage. */
export interface PassSlot {
  readonly direction: "forward" | "backward";
  readonly microbatch: number;
}

/**
 * The order in which a pipeline stage works through its microbatches.
 *
 * - `gpipe` (Huang et al., arXiv:1811.06965): all forward, then all backward in reverse order.
 * - `1f1b` (Narayanan et al., PipeDream, SOSP 2019, with a flush after every step as in arXiv:2006.09503): as many forward passes as there are stages
 *   behind, then one forward and one backward in turn, then the rest backward. Same bubble, but at most `stages` microbatches are kept at a time.
 *
 * In the ideal case (equal stages, free communication) either stands still for (stages - 1)/(microbatches + stages - 1) of the step.
 */
export function pipelineSchedule(
  kind: "1f1b" | "gpipe",
  stages: number,
  stage: number,
  microbatches: number,
): PassSlot[] {
  const forward = (microbatch: number): PassSlot => ({ direction: "forward", microbatch });
  const backward = (microbatch: number): PassSlot => ({ direction: "backward", microbatch });
  const all = Array.from({ length: microbatches }, (_, microbatch) => microbatch);
  if (kind === "gpipe") return [...all.map(forward), ...all.toReversed().map(backward)];
  const ahead = microbatchesAhead(stages, stage, microbatches);
  const slots = all.slice(0, ahead).map(forward);
  for (const microbatch of all) {
    if (microbatch + ahead < microbatches) slots.push(forward(microbatch + ahead));
    slots.push(backward(microbatch));
  }
  return slots;
}

/** Microbatches whose activations a stage keeps at its fullest. */
export function microbatchesInFlight(
  kind: "1f1b" | "gpipe",
  stages: number,
  stage: number,
  microbatches: number,
): number {
  return kind === "gpipe" ? microbatches : Math.min(microbatches, stages - stage);
}

function microbatchesAhead(stages: number, stage: number, microbatches: number): number {
  return Math.min(microbatches, stages - 1 - stage);
}
