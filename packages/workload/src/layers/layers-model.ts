import {
  AstraError,
  didYouMean,
  isRooted,
  type Layer,
  type LayerWorkload,
  type LoopParameter,
  logicalDimensionsOf,
  passKinds,
  type TrainingLoop,
  type WorkloadModel,
} from "@astra-ts/core";
import * as z from "zod";
import { scaleWorkload } from "../scale.js";
import { LayersRunner } from "./layers-runner.js";
import { checkLength } from "./limits.js";
import { placeModelGroup } from "./model-group.js";
import { collectiveRequests } from "./requests.js";
import { writeScript } from "./script.js";

const layersOptions = z.strictObject({
  passes: z.int().min(0).default(1).describe("Training steps to simulate"),
  computeScale: z
    .number()
    .positive()
    .default(1)
    .describe("Factor on compute times, rounded as ASTRA-sim 1.0 does"),
  communicationScale: z
    .number()
    .positive()
    .default(1)
    .describe("Factor on collective sizes, rounded as ASTRA-sim 1.0 does"),
});

/** Options of the workload model of layers, checked. */
export type LayersOptions = z.output<typeof layersOptions>;

/** Runs a table of layers by a training loop. */
export const layersModel: WorkloadModel<"layers", LayersOptions> = {
  name: "layers",
  description: "A table of layers, walked by a training loop (ASTRA-sim 1.0)",
  kind: "layers",
  options: layersOptions,
  prepare({ topology, trainingLoops, warn }, workload, { passes, computeScale, communicationScale }) {
    const loop = findLoop(trainingLoops, workload);
    checkWorkload(workload, loop, warn);
    const dimensions = logicalDimensionsOf(topology);
    const placement = placeModelGroup(dimensions, workload.modelParallelGroup ?? 1, warn);
    const scaled = scaleWorkload(workload, { compute: computeScale, communication: communicationScale });
    const script = writeScript(loop, scaled);
    const requests = collectiveRequests(scaled, loop, placement);
    return {
      logicalDimensions: placement.dimensions,
      // Results that are applied in no time let ranks go on in an order that only the full run knows.
      isUniform: scaled.layers.every((layer) => layer.updateTime > 0 && !hasRoots(layer)),
      create: (context) => {
        const ranks = context.simulatedRanks ?? topology.npus;
        checkLength(script.operations.length, passes, ranks);
        return new LayersRunner(scaled, script, requests, passes, ranks, context);
      },
    };
  },
};

function hasRoots({ forward, inputGradient, weightGradient }: LayerWorkload["layers"][number]): boolean {
  return [forward, inputGradient, weightGradient].some(
    ({ communication }) => communication !== null && isRooted(communication),
  );
}

function findLoop(loops: ReadonlyMap<string, TrainingLoop>, { trainingLoop }: LayerWorkload): TrainingLoop {
  const loop = loops.get(trainingLoop);
  if (loop === undefined) {
    throw new AstraError("UNKNOWN_NAME", {
      problem: "unknown training loop",
      field: "trainingLoop",
      found: trainingLoop,
      expected: `one of ${[...loops.keys()].join(", ")}`,
      hint: didYouMean(trainingLoop, loops.keys()),
    });
  }
  return loop;
}

const fieldsOf: Record<LoopParameter, readonly (keyof LayerWorkload)[]> = {
  modelParallelGroup: ["modelParallelGroup"],
  checkpoints: ["checkpoints", "checkpointInitiators"],
  lastBottomLayer: ["lastBottomLayer"],
  parallelism: [],
};

function checkWorkload(workload: LayerWorkload, loop: TrainingLoop, warn: (message: string) => void): void {
  if (workload.layers.length === 0) {
    throw new AstraError("MISSING_VALUE", {
      problem: "the workload has no layer",
      field: "layers",
      expected: "one layer or more",
    });
  }
  for (const field of (loop.parameters ?? []).flatMap((parameter) => fieldsOf[parameter])) {
    if (workload[field] !== undefined) continue;
    throw new AstraError("MISSING_VALUE", {
      problem: `the training loop ${loop.name} needs a value that the workload does not have`,
      field,
    });
  }
  workload.layers.forEach((layer, index) => {
    checkLayer(layer, index, warn);
  });
}

function checkLayer(layer: Layer, index: number, warn: (message: string) => void): void {
  const checkWhole = (field: string, value: number, unit: string): void => {
    if (Number.isSafeInteger(value) && value >= 0) return;
    throw new AstraError("INVALID_VALUE", {
      problem: "wrong value",
      field: `layers.${index}.${field}`,
      found: value,
      expected: `a whole number of ${unit}, 0 or more`,
    });
  };
  checkWhole("updateTime", layer.updateTime, "ns");
  for (const pass of passKinds) {
    const { compute, communication, bytes } = layer[pass];
    checkWhole(`${pass}.compute`, compute, "ns");
    checkWhole(`${pass}.bytes`, bytes, "bytes");
    if (communication !== null && bytes === 0)
      warn(`The ${communication} of layer ${layer.name} has 0 bytes; nothing is sent for it.`);
  }
}
