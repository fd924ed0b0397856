import { AstraError, didYouMean, type TopologyGraph } from "@astra-ts/core";
import type { Ns3Options } from "./options.js";

/** Links of the graph that damage packets, with the share of them. Throws UNKNOWN_NAME or INVALID_VALUE for ends that no link joins. */
export function* damagedLinks(
  { nodes, links }: TopologyGraph,
  errorRates: NonNullable<Ns3Options["errorRates"]>,
): Iterable<{ readonly link: number; readonly rate: number }> {
  if (errorRates.length === 0) return;
  const ids = new Map(nodes.map(({ name, id }) => [name, id]));
  const byEnds = new Map<string, number[]>();
  for (const { id, from, to } of links) {
    const ends = `${from} ${to}`;
    const beside = byEnds.get(ends);
    if (beside === undefined) byEnds.set(ends, [id]);
    else beside.push(id);
  }
  for (const [index, { from, to, rate }] of errorRates.entries()) {
    const field = `network.errorRates.${index}`;
    const [start, end] = [from, to].map((name, which) => {
      const id = ids.get(name);
      if (id !== undefined) return id;
      throw new AstraError("UNKNOWN_NAME", {
        problem: "there is no such node",
        field: `${field}.${which === 0 ? "from" : "to"}`,
        found: name,
        expected: "a node's name, such as npu 0 or switch 0",
        hint: didYouMean(name, ids.keys()),
      });
    });
    const found = [...(byEnds.get(`${start} ${end}`) ?? []), ...(byEnds.get(`${end} ${start}`) ?? [])];
    if (found.length === 0)
      throw new AstraError("INVALID_VALUE", { problem: `no link joins ${from} and ${to}`, field });
    for (const link of found) yield { link, rate };
  }
}
