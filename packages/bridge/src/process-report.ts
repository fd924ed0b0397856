import {
  type LinkCounts,
  type LinkNetworkFigures,
  linkNetworkReport,
  type NetworkContext,
  type NetworkReport,
} from "@astra-ts/core";
import type { SimulatorReport } from "./simulator-process.js";

/** The report of a network in another process; `report` is absent where it was never started. A link's bytes are those on the wire, headers included. */
export function processReport(
  context: NetworkContext,
  report: SimulatorReport = { links: [], counters: new Map() },
  graphLinkOf: (number: number) => number,
  figures: LinkNetworkFigures & { readonly messages: number },
): NetworkReport {
  const { linkCount } = context.topology.graph();
  const column = () => new Float64Array(linkCount);
  const counts = {
    bytes: column(),
    messages: column(),
    busyTime: column(),
    queueingTime: column(),
    maxQueue: new Int32Array(linkCount),
    dropped: column(),
  } satisfies LinkCounts;
  for (const { link: number, counts: told } of report.links) {
    const link = graphLinkOf(number);
    for (const [name, key] of names) counts[key][link] = told.get(name) ?? 0;
  }
  const own = linkNetworkReport(context, counts, figures);
  return {
    ...own,
    messages: figures.messages,
    counters: { ...own.counters, ...Object.fromEntries(report.counters) },
  };
}

/** The protocol's names of what is counted on a link. */
const names = [
  ["bytes", "bytes"],
  ["messages", "messages"],
  ["busy", "busyTime"],
  ["waited", "queueingTime"],
  ["most-waiting", "maxQueue"],
  ["dropped", "dropped"],
] as const satisfies readonly (readonly [string, keyof LinkCounts])[];
