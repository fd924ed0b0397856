import type { NetworkContext } from "./network.js";
import type { DimensionReport, LatencySummary, LinkActivity, LinkReport, NetworkReport } from "./report.js";

/** What each link did; index = link id. Times in ns. */
export interface LinkCounts {
  readonly bytes: Float64Array;
  readonly messages: Float64Array;
  readonly busyTime: Float64Array;
  readonly queueingTime: Float64Array;
  readonly maxQueue: Int32Array;
  /** Packets lost; absent where the model loses none. */
  readonly dropped?: Float64Array;
}

/** Utilisation over time, where a model records it. */
export interface LoadOverTime {
  /** Undefined where there are too many links to tell of each. */
  activityOfLink(link: number): LinkActivity | undefined;
  /** Of the dimension's links together. */
  activityOfDimension(dimension: number): LinkActivity;
}

/** What a network of links knows beside what its links did. */
export interface LinkNetworkFigures {
  /** Links in the report, at most: those with the most bytes are kept. */
  readonly reportedLinks: number;
  /** Bytes of all messages. */
  readonly bytes: number;
  /** Of all messages, those of a rank to itself among them. */
  readonly latency: LatencySummary;
  readonly attribution: NonNullable<NetworkReport["attribution"]>;
  /** Absent where the model records none. */
  readonly overTime?: LoadOverTime;
}

/** The report of a network of links. The figures of dimensions and links count a message on every link it crossed; those of the whole network count it once. */
export function linkNetworkReport(
  {
    topology,
    simulator,
  }: Pick<NetworkContext, "topology"> & { readonly simulator: { readonly now: number } },
  counts: LinkCounts,
  { reportedLinks, bytes, latency, attribution, overTime }: LinkNetworkFigures,
): NetworkReport {
  const graph = topology.graph();
  const { dimension } = graph.table;
  const dimensions = topology.dimensions.map((_, index) => ({ ...emptyDimension(index), links: 0 }));
  let crossings = 0;
  let used: number[] = [];
  for (let link = 0; link < graph.linkCount; link++) {
    const sums = dimensions[Math.max(0, dimension[link])];
    sums.links++;
    if (counts.messages[link] === 0 && counts.bytes[link] === 0) continue;
    used.push(link);
    crossings += counts.messages[link];
    sums.bytes += counts.bytes[link];
    sums.messages += counts.messages[link];
    sums.busyTime += counts.busyTime[link];
    sums.queueingTime += counts.queueingTime[link];
    sums.maxQueue = Math.max(sums.maxQueue, counts.maxQueue[link]);
  }
  const usedLinks = used.length;
  const total = (part: "bytes" | "busyTime") => dimensions.reduce((sum, sums) => sum + sums[part], 0);
  const totals = {
    linkCrossings: crossings,
    linkBytes: total("bytes"),
    linkBusyTime: total("busyTime"),
    maxQueue: dimensions.reduce((most, { maxQueue }) => Math.max(most, maxQueue), 0),
  };
  if (usedLinks > reportedLinks) {
    used.sort((a, b) => counts.bytes[b] - counts.bytes[a] || a - b);
    used = used.slice(0, reportedLinks).sort((a, b) => a - b);
  }
  return {
    messages: latency.count,
    bytes,
    dimensions: dimensions.map(({ links, ...sums }): DimensionReport => {
      const capacity = links * simulator.now;
      return {
        ...sums,
        utilization: capacity === 0 ? 0 : sums.busyTime / capacity,
        ...(overTime === undefined ? {} : { activity: overTime.activityOfDimension(sums.dimension) }),
      };
    }),
    links: used.map((link) => {
      const activity = overTime?.activityOfLink(link);
      return { ...linkReport(link, topology, counts), ...(activity === undefined ? {} : { activity }) };
    }),
    latency,
    attribution,
    counters: { ...totals, usedLinks, linksLeftOut: usedLinks - used.length },
  };
}

function emptyDimension(dimension: number) {
  return { dimension, bytes: 0, messages: 0, busyTime: 0, queueingTime: 0, maxQueue: 0 };
}

function linkReport(link: number, topology: NetworkContext["topology"], counts: LinkCounts): LinkReport {
  const { table, nodes } = topology.graph();
  return {
    from: nodes[table.from[link]].name,
    to: nodes[table.to[link]].name,
    dimension: table.dimension[link] < 0 ? null : table.dimension[link],
    bytes: counts.bytes[link],
    messages: counts.messages[link],
    busyTime: counts.busyTime[link],
    queueingTime: counts.queueingTime[link],
    maxQueue: counts.maxQueue[link],
    ...(counts.dropped !== undefined && counts.dropped[link] > 0 ? { dropped: counts.dropped[link] } : {}),
  };
}
