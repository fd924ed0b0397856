import { AstraError, type Layer, type LayerPass, type LayerWorkload } from "@astra-ts/core";
import type { RecommendationPlan } from "../models/plan-recommendation.js";
import type { Parallelism } from "../plan/parallelism.js";
import {
  type CollectiveStep,
  type ComputeStep,
  collectivesOf,
  type Plan,
  type PlannedLayer,
  type Step,
} from "../plan/planned-layer.js";

/** Update time of every layer of the transformer tables that ASTRA-sim ships, ns. */
const updateTime = 10;

/** What of a parallelism a table of layers cannot say: empty where it can say everything. */
export function layerTableObstacles(parallelism: Parallelism): string[] {
  const { tensor, data, pipeline, expert, sequence, fullySharded, microbatches } = parallelism;
  const obstacles: [boolean, string][] = [
    [pipeline > 1, "pipeline stages"],
    [microbatches > 1, "microbatches"],
    [expert > 1, "expert parallelism"],
    [sequence && tensor > 1, "sequence parallelism"],
    [fullySharded && data > 1, "fully-sharded data parallelism"],
  ];
  return obstacles.filter(([present]) => present).map(([, name]) => name);
}

/**
 * A plan as a table of layers for ASTRA-sim's training loops: DATA without tensor parallelism, HYBRID_TRANSFORMER with it, HYBRID_TRANSFORMER_FWD_IN_BCKWD with full
 * checkpointing. Throws UNSUPPORTED for what a table cannot say.
 */
export function layerTable(
  plan: Plan,
  parallelism: Parallelism,
  time: (step: ComputeStep) => number,
  bytesPerElement: number,
): LayerWorkload {
  const obstacles = layerTableObstacles(parallelism);
  if (obstacles.length > 0) {
    throw new AstraError("UNSUPPORTED", {
      field: "format",
      problem: `a table of layers cannot say ${obstacles.join(", ")}`,
      found: "layers",
      expected: "graph",
    });
  }
  const row = (layer: PlannedLayer) => tableRow(layer, parallelism, time, bytesPerElement);
  const { tensor } = parallelism;
  if (parallelism.checkpointing === "full") return checkpointedTable(plan, tensor, row);
  const layers = plan.layers.map(row);
  if (tensor === 1) return { kind: "layers", trainingLoop: "DATA", layers };
  return { kind: "layers", trainingLoop: "HYBRID_TRANSFORMER", modelParallelGroup: tensor, layers };
}

/** A recommendation model for the loop HYBRID_DLRM, whose first row is the embedding with its two all-to-alls. */
export function recommendationTable(
  plan: RecommendationPlan,
  parallelism: Parallelism,
  time: (step: ComputeStep) => number,
  bytesPerElement: number,
): LayerWorkload {
  return {
    kind: "layers",
    trainingLoop: "HYBRID_DLRM",
    lastBottomLayer: plan.lastBottomLayer,
    layers: plan.layers.map((layer) => tableRow(layer, parallelism, time, bytesPerElement)),
  };
}

/**
 * The loop computes again the rows from a checkpoint to the one before an initiator, so every block gets a last row without work as its initiator: then the whole block
 * is computed again.
 */
function checkpointedTable(plan: Plan, tensor: number, row: (layer: PlannedLayer) => Layer): LayerWorkload {
  const layers: Layer[] = [];
  const checkpoints: number[] = [];
  const initiators: number[] = [];
  plan.layers.forEach((layer, index) => {
    const inBlock = layer.kind === "block";
    if (inBlock && plan.layers[index - 1]?.unit !== layer.unit) checkpoints.push(layers.length);
    layers.push(row(layer));
    if (inBlock && plan.layers[index + 1]?.unit !== layer.unit) {
      initiators.unshift(layers.length);
      layers.push(emptyRow(`block.${layer.unit - 1}.end`));
    }
  });
  return {
    kind: "layers",
    trainingLoop: "HYBRID_TRANSFORMER_FWD_IN_BCKWD",
    modelParallelGroup: tensor,
    checkpoints,
    checkpointInitiators: initiators,
    layers,
  };
}

function tableRow(
  layer: PlannedLayer,
  { data }: Parallelism,
  time: (step: ComputeStep) => number,
  bytesPerElement: number,
): Layer {
  const pass = (steps: readonly Step[], reduced?: CollectiveStep): LayerPass => {
    const compute = steps.reduce((sum, step) => sum + (step.kind === "compute" ? time(step) : 0), 0);
    const [sent = reduced] = collectivesOf(steps);
    return { compute, communication: sent?.collective ?? null, bytes: sent?.bytes ?? 0 };
  };
  const replicated = layer.parameters.filter((shard) => shard.replicas !== "none");
  const parameters = replicated.reduce((sum, shard) => sum + shard.perNpu, 0);
  const reduceGradient: CollectiveStep | undefined =
    data === 1 || parameters === 0
      ? undefined
      : {
          kind: "collective",
          name: "gradients",
          collective: "all-reduce",
          bytes: parameters * bytesPerElement,
          group: "data",
        };
  return {
    name: layer.name.replaceAll(" ", "."),
    forward: pass(layer.forward),
    inputGradient: pass(layer.inputGradient),
    weightGradient: pass(layer.weightGradient, reduceGradient),
    updateTime,
  };
}

function emptyRow(name: string): Layer {
  const nothing: LayerPass = { compute: 0, communication: null, bytes: 0 };
  return { name, forward: nothing, inputGradient: nothing, weightGradient: nothing, updateTime };
}
