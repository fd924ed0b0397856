import { collectiveKinds } from "../../collective/kind.js";
import { isAstraError } from "../../errors/astra-error.js";
import { dependentsOf, stuckNodes } from "../../workload/dependents.js";
import { packGraph } from "../../workload/graph-builder.js";
import type { NodeList } from "../../workload/graph-node.js";
import { passKinds } from "../../workload/training-loop.js";
import type { JobWorkload, LayerWorkload } from "../../workload/workload.js";

const collectives: readonly unknown[] = collectiveKinds;

/** What is wrong with a workload that a reader has made, as a clause; undefined where nothing is. */
export function workloadProblem(workload: JobWorkload): string | undefined {
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

function nodesProblem(nodes: NodeList): string | undefined {
  try {
    const graph = packGraph(nodes);
    const [stuck] = stuckNodes(dependentsOf(graph));
    return stuck === undefined ? undefined : `node ${graph.id(stuck)} waits for itself, by way of others`;
  } catch (error) {
    if (!isAstraError(error)) throw error;
    return error.details.problem;
  }
}

function isCount(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}

function first(problems: readonly (string | undefined)[]): string | undefined {
  return problems.find((problem) => problem !== undefined);
}
