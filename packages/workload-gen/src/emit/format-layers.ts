import type { CollectiveKind, LayerPass, LayerWorkload } from "@astra-ts/core";

const collectiveWords: Readonly<Record<CollectiveKind, string>> = {
  "all-reduce": "ALLREDUCE",
  "all-gather": "ALLGATHER",
  "reduce-scatter": "REDUCESCATTER",
  "all-to-all": "ALLTOALL",
};

/**
 * A layer table in ASTRA-sim 1.0's text format: the training loop with its parameters, the number of layers, and one line per layer with tabs between the fields
 * (name, -1, then compute ns, collective and bytes of forward, input gradient and weight gradient, the update time, and the layer's own parallelism if it has one).
 */
export function formatLayerWorkload(workload: LayerWorkload): string {
  const lines = workload.layers.map((layer) => {
    const passes = [layer.forward, layer.inputGradient, layer.weightGradient].flatMap(passFields);
    const own = layer.parallelism === undefined ? [] : [layer.parallelism];
    return [layer.name, "-1", ...passes, String(layer.updateTime), ...own].join("\t");
  });
  return `${[header(workload), String(workload.layers.length), ...lines].join("\n")}\n`;
}

function passFields({ compute, communication, bytes }: LayerPass): string[] {
  return [String(compute), communication === null ? "NONE" : collectiveWords[communication], String(bytes)];
}

function header(workload: LayerWorkload): string {
  const { trainingLoop, modelParallelGroup, checkpoints, checkpointInitiators, lastBottomLayer } = workload;
  const parts = [trainingLoop];
  if (modelParallelGroup !== undefined) parts.push(`model_parallel_NPU_group: ${modelParallelGroup}`);
  if (checkpoints !== undefined) parts.push(`checkpoints: ${[checkpoints.length, ...checkpoints].join(" ")}`);
  if (checkpointInitiators !== undefined) {
    parts.push(`checkpoint_initiates: ${[checkpointInitiators.length, ...checkpointInitiators].join(" ")}`);
  }
  if (lastBottomLayer !== undefined) parts.push(String(lastBottomLayer));
  return parts.join("\t");
}
