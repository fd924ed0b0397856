import type { GraphNodeWork, GraphWorkload, GridAxis } from "@astra-ts/core";
import type { Parallelism } from "../plan/parallelism.js";
import type { ComputeStep, GroupName, Plan } from "../plan/planned-layer.js";
import { type GroupRanks, ProgramBuilder } from "./program-builder.js";
import { stageProgram } from "./stage-program.js";

/**
 * One stream for each kind of group (tensor, data, expert, replicas of experts, shared embedding) and each direction of the pipeline, as communication
 * libraries give them.
 */
const communicationSlots = 7;

/** A plan as an execution graph: one program per pipeline stage, which all ranks of the stage share. */
export function executionGraph(
  plan: Plan,
  parallelism: Parallelism,
  time: (step: ComputeStep) => number,
  bytesPerElement: number,
): GraphWorkload {
  const grid = rankGrid(parallelism);
  const groups = groupRanks(grid);
  const ranks: (readonly GraphNodeWork[])[] = [];
  for (let stage = 0; stage < parallelism.pipeline; stage++) {
    const builder = new ProgramBuilder(groups, time);
    const program = stageProgram(builder, plan, parallelism, stage, bytesPerElement);
    for (let rank = 0; rank < parallelism.tensor * parallelism.data; rank++) ranks.push(program);
  }
  return { kind: "graph", grid, communicationSlots, ranks };
}

/** How ranks are numbered: tensor fastest, then data (experts first, then replicas of experts), pipeline slowest. */
export function rankGrid({ tensor, data, pipeline, expert }: Parallelism): GridAxis[] {
  const dataAxes =
    expert === 1
      ? [{ name: "data", size: data }]
      : [
          { name: "expert", size: expert },
          { name: "expert-data", size: data / expert },
        ];
  return [{ name: "tensor", size: tensor }, ...dataAxes, { name: "pipeline", size: pipeline }];
}

function groupRanks(grid: readonly GridAxis[]): Record<GroupName, GroupRanks> {
  const ranks = (...names: string[]): GroupRanks => {
    const along = grid.filter((axis) => names.includes(axis.name) && axis.size > 1);
    if (along.length === 0) return "alone";
    const others = grid.filter((axis) => !along.includes(axis) && axis.size > 1);
    return others.length === 0 ? "all" : { axes: along.map((axis) => axis.name) };
  };
  const isDivided = grid.some((axis) => axis.name === "expert");
  return {
    tensor: ranks("tensor"),
    data: ranks("data", "expert", "expert-data"),
    expert: ranks("expert"),
    "expert-data": isDivided ? ranks("expert-data") : ranks("data"),
  };
}
