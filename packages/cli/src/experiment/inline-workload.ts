import type { ExperimentDocument, LayerPass, LayerWorkload } from "@astra-ts/core";

type InlineWorkload = Extract<ExperimentDocument["workload"], { layers: unknown }>;
type InlinePass = InlineWorkload["layers"][number]["forward"];

/** The workload that an experiment writes out itself. */
export function inlineWorkload({
  trainingLoop,
  layers,
  modelParallelGroup,
  checkpoints,
  checkpointInitiators,
  lastBottomLayer,
}: InlineWorkload): LayerWorkload {
  const pass = ({ compute, communication, size }: InlinePass): LayerPass => ({
    compute,
    communication,
    bytes: size,
  });
  return {
    kind: "layers",
    trainingLoop,
    layers: layers.map(({ name, forward, inputGradient, weightGradient, updateTime, parallelism }) => ({
      name,
      forward: pass(forward),
      inputGradient: pass(inputGradient),
      weightGradient: pass(weightGradient),
      updateTime,
      ...(parallelism === undefined ? {} : { parallelism }),
    })),
    ...(modelParallelGroup === undefined ? {} : { modelParallelGroup }),
    ...(checkpoints === undefined ? {} : { checkpoints }),
    ...(checkpointInitiators === undefined ? {} : { checkpointInitiators }),
    ...(lastBottomLayer === undefined ? {} : { lastBottomLayer }),
  };
}
