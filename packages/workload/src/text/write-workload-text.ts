import type { Layer, LayerPass, LayerWorkload } from "@astra-ts/core";
import { collectiveWord } from "./collective-types.js";
import { headerLabels } from "./header-labels.js";
import { stepLine } from "./step-line.js";

/**
 * Writes a workload in ASTRA-sim 1.0's text format; reading it back gives the same workload, but for the bytes of a pass without communication, which are
 * written as 0.
 */
export function writeWorkloadText(workload: LayerWorkload): string {
  const header: (string | number)[] = [workload.trainingLoop];
  if (workload.modelParallelGroup !== undefined)
    header.push(headerLabels.modelParallelGroup, workload.modelParallelGroup);
  if (workload.checkpoints !== undefined)
    header.push(headerLabels.checkpoints, ...counted(workload.checkpoints));
  if (workload.checkpointInitiators !== undefined)
    header.push(headerLabels.checkpointInitiators, ...counted(workload.checkpointInitiators));
  if (workload.lastBottomLayer !== undefined) header.push(workload.lastBottomLayer);
  const lines = [header.join(" "), workload.layers.length, ...workload.layers.map(layerLine)];
  if (workload.step !== undefined) lines.push(stepLine(workload.step));
  return `${lines.join("\n")}\n`;
}

function counted(indices: readonly number[]): number[] {
  return [indices.length, ...indices];
}

function layerLine({ name, forward, inputGradient, weightGradient, updateTime, parallelism }: Layer): string {
  const words = [
    name,
    -1,
    ...passWords(forward),
    ...passWords(inputGradient),
    ...passWords(weightGradient),
    updateTime,
  ];
  if (parallelism !== undefined) words.push(parallelism);
  return words.join("\t");
}

function passWords({ compute, communication, bytes }: LayerPass): (string | number)[] {
  return [compute, collectiveWord(communication), communication === null ? 0 : bytes];
}
