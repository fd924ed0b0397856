import type { LayerPass, LayerWorkload, Origins } from "@astra-ts/core";
import type { ExperimentDocument } from "@astra-ts/core/document";

type InlineWorkload = Extract<NonNullable<ExperimentDocument["workload"]>, { layers: unknown }>;
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

/** The document calls bytes a size. */
export function inlineOrigins({ layers }: InlineWorkload): Origins {
  const passes = ["forward", "inputGradient", "weightGradient"];
  return new Map(
    layers.flatMap((_, index) =>
      passes.map((pass) => [
        `workload.layers.${index}.${pass}.bytes`,
        { field: `workload.layers.${index}.${pass}.size` },
      ]),
    ),
  );
}
