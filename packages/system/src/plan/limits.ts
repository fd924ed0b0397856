import { tooLarge } from "@astra-ts/core";
import type { SystemOptions } from "../options/system-options.js";
import { chunkCount } from "./chunk-sizes.js";
import type { PlannedChunk } from "./planned-chunk.js";
import type { PlannedRequest } from "./planner.js";

/** Chunks of one collective over all its NPUs that are accepted, and the memory of one. All of them exist from the start. */
const mostStreams = 2 ** 24;
const bytesPerStream = 200;
/** Messages of one collective that are accepted. */
const mostMessages = 1e12;
/** Messages of one collective under way at once that are accepted, and the memory of one. */
const mostUnderWay = 2 ** 26;
const bytesPerMessage = 100;
/** Steps of one NPU in one phase that are accepted. The answers to each are written down. */
const mostSteps = 2 ** 26;
const bytesPerStep = 16;

/** Throws TOO_LARGE for a collective in more chunks than memory holds. */
export function checkChunks(
  { kind, bytes, simulated }: PlannedRequest,
  npus: number,
  splits: number,
  rounding: SystemOptions["chunkRounding"],
): void {
  const count = chunkCount(kind, bytes, splits, npus, rounding) * simulated;
  if (count <= mostStreams) return;
  throw tooLarge({
    what: `chunks of one ${kind} on ${simulated} NPUs`,
    count,
    bytesEach: bytesPerStream,
    field: "system.preferredDatasetSplits",
    expected: `at most ${mostStreams} in all`,
    hint: "Cut collectives into fewer chunks: a few dozen are enough to keep every dimension busy.",
  });
}

/**
 * Throws TOO_LARGE for a collective, of `chunks` like this one, whose messages nobody lives to see delivered, or of which too many are under way at a time. With `boosted` the
 * groups of NPU 0 alone are simulated.
 */
export function checkMessages(
  chunk: PlannedChunk,
  chunks: number,
  { kind, simulated }: PlannedRequest,
  boosted: boolean,
): void {
  let count = 0;
  for (const { plan, npus } of chunk.phases) {
    if (plan.form !== "steps") continue;
    const ranks = boosted ? Math.min(simulated, npus) : simulated;
    count += plan.sends * chunks * ranks;
    if (plan.parallelism * ranks > mostUnderWay)
      throw tooLarge({
        what: `messages of one ${kind} on ${ranks} NPUs under way at once`,
        count: plan.parallelism * ranks,
        bytesEach: bytesPerMessage,
        field: "system",
        expected: `at most ${mostUnderWay}`,
        hint: "A window keeps fewer messages under way: direct16 in place of direct.",
      });
  }
  if (count <= mostMessages) return;
  throw tooLarge({
    what: `messages of one ${kind} on ${simulated} NPUs`,
    count,
    field: "system",
    expected: `at most ${mostMessages}`,
    hint: "ring and halvingDoubling need fewer messages than direct over many NPUs; fewer chunks need fewer too.",
  });
}

/** Throws TOO_LARGE for an algorithm with more steps than can be written down. */
export function checkSteps(steps: number, algorithm: string, npus: number): void {
  if (steps <= mostSteps) return;
  throw tooLarge({
    what: `steps of each NPU in the algorithm ${algorithm} over ${npus} NPUs`,
    count: steps,
    bytesEach: bytesPerStep,
    field: "system",
    expected: `at most ${mostSteps}`,
    hint: "Choose an algorithm with fewer steps for this dimension, or divide the machine into more dimensions.",
  });
}
