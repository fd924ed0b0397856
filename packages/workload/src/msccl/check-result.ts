import { AstraError } from "@astra-ts/core";
import { ChunkMemory } from "./chunk-memory.js";
import { areEqual, ChunkSums } from "./chunk-sums.js";
import { collectiveShapes } from "./collective-shape.js";
import type { MscclAlgorithm } from "./msccl-algorithm.js";
import { nameOf, type StepLines } from "./placed-step.js";
import { runSteps } from "./run-steps.js";

/**
 * Follows which chunks of the GPUs' inputs get where and are added up, and throws INVALID_VALUE unless in the end every GPU has what the collective promises. The error names the first GPU and the
 * first chunk of its output that are wrong, what is there instead, and the line of the step that put it there.
 */
export function checkResult(algorithm: MscclAlgorithm, lines: StepLines): void {
  const { collective, chunks } = algorithm;
  const size = { gpus: algorithm.gpus.length, chunks };
  const shape = collectiveShapes[collective];
  const inputs = shape.inputs(size);
  const outputs = shape.outputs(size);
  const sums = new ChunkSums(lines.file, size.gpus, inputs);
  sums.count(size.gpus * Math.max(inputs, outputs));
  const memory = new ChunkMemory(algorithm);
  for (let gpu = 0; gpu < size.gpus; gpu++)
    for (let chunk = 0; chunk < inputs; chunk++)
      memory.at(gpu, { buffer: "i", offset: chunk }).value = sums.of([{ gpu, chunk }]);

  runSteps(algorithm, memory, sums, lines);

  for (let gpu = 0; gpu < size.gpus; gpu++)
    for (let chunk = 0; chunk < outputs && shape.isPromised?.(gpu) !== false; chunk++) {
      const { value, access } = memory.at(gpu, { buffer: "o", offset: chunk });
      const promised = sums.of(shape.promised(gpu, chunk, size));
      sums.count(promised.length);
      if (areEqual(value, promised)) continue;
      throw new AstraError("INVALID_VALUE", {
        file: lines.file,
        line: access.writer === undefined ? undefined : lines.lineOf(access.writer.step),
        field: access.writer === undefined ? `gpu ${gpu}` : nameOf(access.writer),
        problem: `chunk ${chunk} of the output of GPU ${gpu} is in the end not what ${collective} promises`,
        found: sums.told(value),
        expected: sums.told(promised),
        hint:
          access.writer === undefined
            ? "No step writes this chunk."
            : "This step is the last that writes it.",
      });
    }
}
