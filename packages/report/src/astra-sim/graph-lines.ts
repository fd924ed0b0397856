import type { GraphReport, Result } from "@astra-ts/core";
import { astraSimMemory } from "./memory-size.js";

/**
 * What ASTRA-sim 2.x prints of a run of graphs: for each NPU, in the order in which they finish, its time and its statistics. Times are in cycles of 1 ns. Where the original's unsigned
 * numbers would wrap below 0, these show what is meant.
 */
export function astraSim2Lines({ npuFinish, graph }: Result): string[] {
  if (graph === undefined) return [];
  const ranks = [...npuFinish.keys()].sort((a, b) => npuFinish[a]! - npuFinish[b]! || a - b);
  return ranks.flatMap((rank) => [
    `[workload] [info] sys[${rank}] finished, ${npuFinish[rank]} cycles, exposed communication ${graph.exposedCommunication[rank]} cycles.`,
    ...statistics(graph, rank).map(([name, value]) => `[statistics] [info] sys[${rank}], ${name}: ${value}`),
    ...(graph.memory === undefined
      ? []
      : [`[workload] [info] sys[${rank}] peak memory usage: ${astraSimMemory(graph.memory.peak[rank]!)}`]),
  ]);
}

function statistics(
  { busy, lastEnd, overlap, roofline }: GraphReport,
  rank: number,
): [string, number | string][] {
  const percent = (share: number): string => `${(share * 100).toFixed(3)}%`;
  const times: [string, number][] = [
    ["GPU time", busy.compute[rank]!],
    ["CPU time", busy.cpu[rank]!],
    ["Comm time", busy.communication[rank]!],
    ["Remote mem time", busy.memory[rank]!],
    ["Total compute-communication overlap", overlap[rank]!],
  ];
  return [
    ["Wall time", lastEnd[rank]!],
    ...times.filter(([, time]) => time > 0),
    ...(roofline === undefined
      ? []
      : ([
          ["Compute bound percentage", percent(roofline.computeBound[rank]!)],
          ["Average compute utilization", percent(roofline.computeUtilization[rank]!)],
          ["Average memory utilization", percent(roofline.memoryUtilization[rank]!)],
          ["Average operation intensity", roofline.intensity[rank]!.toFixed(3)],
        ] satisfies [string, string][])),
  ];
}
