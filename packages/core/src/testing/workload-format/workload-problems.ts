import { collectiveKinds } from "../../collective/kind.js";
import { passKinds } from "../../workload/training-loop.js";
import type { GraphNodeWork, LayerWorkload, Workload } from "../../workload/workload.js";

const collectives: readonly unknown[] = collectiveKinds;

/** What is wrong with a workload that a reader has made, as a clause; undefined where nothing is. */
export function workloadProblem(workload: Workload): string | undefined {
  switch (workload?.kind) {
    case "layers":
      return layersProblem(workload);
    case "graph":
      return workload.ranks.length === 0 ? "it has no ranks" : first(workload.ranks.map(nodesProblem));
    case "collective":
      return collectives.includes(workload.collective) && isCount(workload.bytes)
        ? undefined
        : `${workload.collective} of ${workload.bytes} bytes is no collective`;
    default:
      return `its kind is ${JSON.stringify((workload as { kind?: unknown } | undefined)?.kind)}`;
  }
}

function layersProblem({ layers, trainingLoop }: LayerWorkload): string | undefined {
  if (typeof trainingLoop !== "string" || trainingLoop === "") return "it names no training loop";
  if (layers.length === 0) return "it has no layers";
  return first(
    layers.flatMap((layer) =>
      passKinds.map((pass) => {
        const { compute, communication, bytes } = layer[pass];
        if (!Number.isFinite(compute) || compute < 0) return `layer ${layer.name} computes ${compute} ns`;
        if (communication !== null && !collectives.includes(communication))
          return `layer ${layer.name} has the collective ${JSON.stringify(communication)}`;
        return isCount(bytes) ? undefined : `layer ${layer.name} sends ${bytes} bytes`;
      }),
    ),
  );
}

function nodesProblem(nodes: readonly GraphNodeWork[]): string | undefined {
  const ids = new Set(nodes.map(({ id }) => id));
  if (ids.size < nodes.length) return "two nodes have the same id";
  const ended = new Set<number>();
  for (let left = nodes; left.length > 0; ) {
    const stranger = left.flatMap(({ after }) => after).find((id) => !ids.has(id));
    if (stranger !== undefined) return `a node waits for node ${stranger}, which is not there`;
    const waiting = left.filter(({ after }) => after.some((id) => !ended.has(id)));
    if (waiting.length === left.length) return `node ${waiting[0].id} waits for itself, by way of others`;
    for (const node of left) if (!waiting.includes(node)) ended.add(node.id);
    left = waiting;
  }
  return undefined;
}

function isCount(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}

function first(problems: readonly (string | undefined)[]): string | undefined {
  return problems.find((problem) => problem !== undefined);
}
