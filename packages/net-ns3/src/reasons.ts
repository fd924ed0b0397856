import { AstraError, type TopologyGraph } from "@astra-ts/core";

/** Makes an error of the program's reason for giving up; undefined for one that speaks for itself. */
export function readReason(
  reason: string,
  graph: TopologyGraph,
  graphLinkOf: (number: number) => number,
): AstraError | undefined {
  const lost = /^lost (\d+) (waiting|damaged)$/.exec(reason);
  if (lost === null) return undefined;
  const { from, to } = graph.links[graphLinkOf(Number(lost[1]))]!;
  const link = `the link from ${graph.nodes[from]!.name} to ${graph.nodes[to]!.name}`;
  const isDamaged = lost[2] === "damaged";
  return new AstraError("UNSUPPORTED", {
    problem: `ns-3 lost a packet of UDP on ${link}, ${isDamaged ? "which damages some" : "where too many waited"}: nobody sends it again, so its message never arrives`,
    field: isDamaged ? "network.errorRates" : "network.queue",
    hint: isDamaged
      ? "Take transport: tcp."
      : "Give the links a longer queue, or none, which has no limit; or take transport: tcp.",
  });
}
