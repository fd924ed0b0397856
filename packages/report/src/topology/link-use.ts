import type { Result } from "@astra-ts/core";
import { linksOfGroup, type MachineDimension, machineOf, namesOf, nodeNumber } from "./machine.js";
import type { TopologyData } from "./topology-data.js";

/** What is known of how busy the links were. */
export interface LinkUse {
  readonly source: TopologyData["source"];
  /** Utilisation of the link between two nodes, 0..1; null where it is not known. */
  of(from: number, to: number, dimension: number): number | null;
}

/** Busy time of each link where the network reported it; otherwise the bytes of a dimension over what its links could carry in the run. */
export function linkUseOf(result: Result, machine: readonly MachineDimension[] | undefined): LinkUse {
  const { links } = result.networkReport;
  const { total } = result.time;
  if (links !== undefined && links.length > 0 && total > 0) {
    const busy = new Map<number, number>();
    const names = nodeNumbers(result);
    for (const { from, to, busyTime } of links)
      busy.set(names.get(from)! * 2 ** 26 + names.get(to)!, busyTime / total);
    // A report may leave out links that carried nothing, and where there are very many some that did.
    const absent = (result.networkReport.counters.linksLeftOut ?? 0) > 0 ? null : 0;
    return { source: "measured", of: (from, to) => busy.get(from * 2 ** 26 + to) ?? absent };
  }
  if (machine === undefined || total === 0) return { source: "none", of: () => null };
  const use = machine.map((part) => derivedUse(result, part));
  const known = use.some((share) => share !== null);
  return { source: known ? "derived" : "none", of: (_from, _to, dimension) => use[dimension] ?? null };
}

/** Bytes sent in a dimension over what its links could have carried: of all NPUs, or of NPU 0 where that is more, as a run may simulate a part of the NPUs only. */
function derivedUse({ networkReport, systemReport, time }: Result, part: MachineDimension): number | null {
  const report = networkReport.dimensions.find(({ dimension }) => dimension === part.index);
  if (report?.utilization !== undefined) return report.utilization;
  const links = linksOfGroup(part);
  if (report === undefined || links.length === 0) return null;
  const port = links.reduce((sum, { from, bandwidth }) => (from === 0 ? sum + bandwidth : sum), 0);
  const npus = part.groups * part.dimension.npus;
  const own = systemReport.dimensions.find(({ physical }) => physical === part.index)?.bytesSent ?? 0;
  return port > 0 ? Math.max(own, report.bytes / npus) / (port * time.total) : null;
}

/** Numbers of all nodes that the links name: those of the expanded graph, or in order of appearance where a graph has names of its own. */
export function nodeNumbers(result: Result): Map<string, number> {
  const numbers = new Map<string, number>();
  const links = result.networkReport.links ?? [];
  const machine = machineOf(result.topology ?? []);
  const idOf =
    machine === undefined ? (name: string) => nodeNumber(name, result.npus) : namesOf(machine).idOf;
  const own = links.some(({ from, to }) => idOf(from) === undefined || idOf(to) === undefined);
  for (const { from, to } of links)
    for (const name of [from, to])
      if (!numbers.has(name)) numbers.set(name, own ? numbers.size : idOf(name)!);
  return numbers;
}
