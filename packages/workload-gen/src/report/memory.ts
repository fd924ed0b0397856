import { formatSize } from "@astra-ts/core";
import { microbatchesInFlight } from "../emit/schedule.js";
import { stageUnits } from "../emit/stage-program.js";
import { type Parallelism, replicas } from "../plan/parallelism.js";
import type { Plan, PlannedLayer } from "../plan/planned-layer.js";

/** Memory of one NPU, bytes, at the fullest moment of a step. */
export interface MemoryReport {
  /** Pipeline stage that the NPU belongs to. */
  readonly stage: number;
  readonly parameters: number;
  readonly gradients: number;
  /**
   * Adam: first and second moment in 32 bits, and a 32-bit copy of parameters that are narrower (12 bytes per parameter; Rajbhandari et al., ZeRO,
   * arXiv:1910.02054, section 3.1).
   */
  readonly optimizer: number;
  /** What forward passes keep for backward passes that are still to come. */
  readonly activations: number;
  /** Parameters gathered for the two units in use, where they are fully sharded. */
  readonly gathered: number;
  readonly total: number;
}

/** Memory per NPU, one entry per pipeline stage. */
export function memoryPerNpu(plan: Plan, parallelism: Parallelism, bytesPerElement: number): MemoryReport[] {
  return Array.from({ length: parallelism.pipeline }, (_, stage) =>
    stageMemory(plan, parallelism, bytesPerElement, stage),
  );
}

/** Says so where a stage needs more than the memory of one NPU; undefined where all fit. */
export function doesNotFit(stages: readonly MemoryReport[], memory: number): string | undefined {
  const fullest = stages.reduce((most, stage) => (stage.total > most.total ? stage : most));
  if (fullest.total <= memory) return undefined;
  const parts = [
    ["parameters", fullest.parameters],
    ["gradients", fullest.gradients],
    ["the optimizer's state", fullest.optimizer],
    ["activations", fullest.activations],
    ["gathered parameters", fullest.gathered],
  ] as const;
  const [what, bytes] = parts.reduce((most, part) => (part[1] > most[1] ? part : most));
  const where = stages.length === 1 ? "each NPU" : `each NPU of stage ${fullest.stage}`;
  return `does not fit: ${formatSize(fullest.total)} of ${formatSize(memory)} on ${where}, most of it ${what} (${formatSize(bytes)})`;
}

function stageMemory(
  plan: Plan,
  parallelism: Parallelism,
  bytesPerElement: number,
  stage: number,
): MemoryReport {
  const { pipeline, microbatches, schedule, fullySharded } = parallelism;
  const units = stageUnits(plan, pipeline, stage);
  const held = units.map((unit) => unitParameters(unit, parallelism, fullySharded));
  const own = sum(held);
  const whole = units.map((unit) => unitParameters(unit, parallelism, false));
  const inFlight = microbatchesInFlight(schedule, pipeline, stage, microbatches);
  const parameters = own * bytesPerElement;
  const optimizer = own * (bytesPerElement < 4 ? 12 : 8);
  const activations = stageActivations(plan, units, parallelism, inFlight);
  const gathered = fullySharded && parallelism.data > 1 ? 2 * Math.max(...whole) * bytesPerElement : 0;
  return {
    stage,
    parameters,
    gradients: parameters,
    optimizer,
    activations,
    gathered,
    total: 2 * parameters + optimizer + activations + gathered,
  };
}

function unitParameters(unit: readonly PlannedLayer[], parallelism: Parallelism, sharded: boolean): number {
  const shards = unit.flatMap((layer) => layer.parameters);
  return sum(
    shards.map(({ perNpu, replicas: group }) =>
      sharded && group !== "none" ? Math.ceil(perNpu / replicas(group, parallelism)) : perNpu,
    ),
  );
}

function stageActivations(
  plan: Plan,
  units: readonly (readonly PlannedLayer[])[],
  { checkpointing }: Parallelism,
  inFlight: number,
): number {
  const bytes = (unit: readonly PlannedLayer[]) =>
    sum(
      unit.map((layer) => layer.activationBytes - (checkpointing === "selective" ? layer.selectiveBytes : 0)),
    );
  const blocks = units.filter((unit) => unit[0]!.kind === "block");
  const others = sum(units.filter((unit) => unit[0]!.kind !== "block").map(bytes));
  if (checkpointing !== "full") return inFlight * (sum(blocks.map(bytes)) + others);
  // Kept: the input of every block; and everything of the one block that is being computed again.
  return inFlight * (blocks.length * plan.blockInputBytes + others) + Math.max(0, ...blocks.map(bytes));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
