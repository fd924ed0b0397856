import type { GraphNodeWork, RelativeRank } from "@astra-ts/core";
import { type Parallelism, replicas } from "../plan/parallelism.js";
import type { CollectiveStep, Plan, PlannedLayer } from "../plan/planned-layer.js";
import type { ProgramBuilder } from "./program-builder.js";
import { type PassSlot, pipelineSchedule } from "./schedule.js";

/** A stage's turn at one unit in one pass. */
interface Visit extends PassSlot {
  readonly layers: readonly PlannedLayer[];
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

const next: RelativeRank = { axis: "pipeline", shift: 1 };
const previous: RelativeRank = { axis: "pipeline", shift: -1 };

/** Writes the program that all ranks of one pipeline stage run. */
export function stageProgram(
  builder: ProgramBuilder,
  plan: Plan,
  parallelism: Parallelism,
  stage: number,
  bytesPerElement: number,
): GraphNodeWork[] {
  const { pipeline, microbatches, schedule, fullySharded, data } = parallelism;
  const units = stageUnits(plan, pipeline, stage);
  // Bytes at the stage's two ends.
  const boundary = { before: boundaryBytes(plan, stage), after: boundaryBytes(plan, stage + 1) };
  const slots = pipelineSchedule(schedule, pipeline, stage, microbatches);
  const visits = slots.flatMap((slot) => visitsOf(slot, units));
  const lastBackward = slots.findLast((slot) => slot.direction === "backward")!.microbatch;
  const sharded = fullySharded && data > 1;
  const shards = (layers: readonly PlannedLayer[]) => unitShards(layers, parallelism, bytesPerElement);

  let gathered: readonly number[] = [];
  visits.forEach((visit, index) => {
    // While one unit computes, the parameters of the next are gathered.
    const ready = index === 0 && sharded ? gather(visit) : gathered;
    const following = visits[index + 1];
    gathered = [];
    if (sharded && following !== undefined && following.layers !== visit.layers) gathered = gather(following);
    if (visit.direction === "forward") forward(visit, ready);
    else backward(visit, ready);
  });
  if (plan.sharedEmbedding > 0 && (stage === 0 || stage === pipeline - 1)) {
    // Fully sharded, each replica holds its shard of the sum already.
    const parameters = Math.ceil(plan.sharedEmbedding / (sharded ? data : 1));
    const sum = { collective: "all-reduce", bytes: parameters * bytesPerElement } as const;
    const ends = { axes: ["pipeline"], positions: [0, pipeline - 1] };
    builder.collectiveOf(ends, sum, "gradients of the shared embedding", builder.computed);
  }
  return builder.nodes;

  function gather(visit: Visit): readonly number[] {
    return shards(visit.layers).flatMap(({ group, shard }) =>
      builder.collective(
        { kind: "collective", name: "parameters", collective: "all-gather", bytes: shard, group },
        `${unitName(visit)} parameters`,
        builder.computed,
      ),
    );
  }

  function forward(visit: Visit, ready: readonly number[]): void {
    const { microbatch } = visit;
    if (visit.isFirst) {
      const name = `activations of microbatch ${microbatch}`;
      builder.data = stage === 0 ? [] : builder.receive(previous, 2 * microbatch, boundary.before, name);
    }
    builder.data = [...builder.data, ...ready];
    for (const layer of visit.layers) builder.steps(layer.forward, `${layer.name} forward (${microbatch})`);
    if (visit.isLast && stage < pipeline - 1) {
      builder.send(next, 2 * microbatch, boundary.after, `activations of microbatch ${microbatch}`);
    }
  }

  function backward(visit: Visit, ready: readonly number[]): void {
    const { microbatch, layers } = visit;
    const tag = 2 * microbatch + 1;
    const name = `gradients of microbatch ${microbatch}`;
    if (visit.isFirst) {
      builder.data = stage === pipeline - 1 ? [] : builder.receive(next, tag, boundary.after, name);
    }
    builder.data = [...builder.data, ...ready];
    if (parallelism.checkpointing === "full" && layers[0]!.kind === "block") {
      for (const layer of layers) builder.steps(layer.forward, `${layer.name} again (${microbatch})`);
    }
    for (const layer of layers.toReversed()) layerBackward(layer, microbatch);
    reduceGradients(visit);
    if (visit.isLast && stage > 0) builder.send(previous, tag, boundary.before, name);
  }

  /** Inputs for the weight gradient are gathered first, beside the input gradient; its own collective then runs beside the weight gradient. */
  function layerBackward(layer: PlannedLayer, microbatch: number): void {
    const arrived = builder.data;
    const firstCompute = layer.weightGradient.findIndex((step) => step.kind === "compute");
    const leading = layer.weightGradient.slice(0, Math.max(firstCompute, 0));
    const name = `${layer.name} weight-gradient (${microbatch})`;
    builder.steps(leading, name);
    const inputs = builder.data;

    builder.data = arrived;
    builder.steps(layer.inputGradient, `${layer.name} input-gradient (${microbatch})`);
    const gradient = builder.data;

    builder.data = inputs;
    builder.steps(layer.weightGradient.slice(leading.length), name);
    builder.data = gradient;
  }

  /** Fully sharded, every microbatch's gradients are scattered; otherwise they are kept and added up, and reduced after the last microbatch. */
  function reduceGradients(visit: Visit): void {
    if (!sharded && visit.microbatch !== lastBackward) return;
    for (const { group, shard, whole } of shards(visit.layers)) {
      const step: CollectiveStep = sharded
        ? {
            kind: "collective",
            name: "gradients",
            collective: "reduce-scatter",
            bytes: shard * replicas(group, parallelism),
            group,
          }
        : { kind: "collective", name: "gradients", collective: "all-reduce", bytes: whole, group };
      builder.collective(step, `${unitName(visit)} gradients`, builder.computed);
    }
  }
}

/** The units of one stage, in forward order: the first stage has the embedding as well, the last the head. */
export function stageUnits({ layers, cuts }: Plan, stages: number, stage: number): PlannedLayer[][] {
  const units: PlannedLayer[][] = [];
  for (const layer of layers) {
    const unit = units.at(-1);
    if (unit !== undefined && unit[0]!.unit === layer.unit) unit.push(layer);
    else units.push([layer]);
  }
  if (stages === 1) return units;
  if (cuts !== undefined) {
    const first = cuts[stage - 1]?.unit ?? 0;
    const end = cuts[stage]?.unit ?? Number.POSITIVE_INFINITY;
    return units.filter(([layer]) => layer!.unit >= first && layer!.unit < end);
  }
  const blocks = units.filter((unit) => unit[0]!.kind === "block");
  const perStage = blocks.length / stages;
  const own = blocks.slice(stage * perStage, (stage + 1) * perStage);
  const before = stage === 0 ? units.filter((unit) => unit[0]!.kind === "embedding") : [];
  const after = stage === stages - 1 ? units.filter((unit) => unit[0]!.kind === "head") : [];
  return [...before, ...own, ...after];
}

/** Bytes that are passed to a stage by the one before it. */
function boundaryBytes({ cuts, boundaryBytes: all }: Plan, stage: number): number {
  return cuts === undefined ? all : (cuts[stage - 1]?.bytes ?? 0);
}

interface UnitShard {
  readonly group: "data" | "expert-data";
  /** Bytes of the parameters on one NPU, and of one replica's shard of them (rounded up). */
  readonly whole: number;
  readonly shard: number;
}

function unitShards(
  layers: readonly PlannedLayer[],
  parallelism: Parallelism,
  bytesPerElement: number,
): UnitShard[] {
  return (["data", "expert-data"] as const).flatMap((group) => {
    const shards = layers.flatMap((layer) => layer.parameters.filter((shard) => shard.replicas === group));
    const parameters = shards.reduce((sum, shard) => sum + shard.perNpu, 0);
    const count = replicas(group, parallelism);
    if (parameters === 0 || count === 1) return [];
    const shard = Math.ceil(parameters / count) * bytesPerElement;
    return [{ group, whole: parameters * bytesPerElement, shard }];
  });
}

function visitsOf(slot: PassSlot, units: readonly (readonly PlannedLayer[])[]): Visit[] {
  const ordered = slot.direction === "forward" ? units : units.toReversed();
  return ordered.map((layers, index) => ({
    ...slot,
    layers,
    isFirst: index === 0,
    isLast: index === ordered.length - 1,
  }));
}

/** `block 3`, or the name of a unit's only layer. */
function unitName({ layers }: Visit): string {
  const [layer] = layers;
  return layers.length === 1 || !layer!.name.startsWith("block ") ? layer!.name : `block ${layer!.unit - 1}`;
}
