import type { DimensionReport, LinkActivity, LinkReport, NetworkReport } from "@astra-ts/core";
import type { PacketEngine } from "../engine/engine.js";
import { ratio, sum } from "../engine/sums.js";
import type { PacketMachine } from "./machine.js";
import type { MessageStatistics } from "./message-statistics.js";
import type { UtilizationRecorder } from "./utilization-recorder.js";

/** Links up to which the report tells each one's utilisation over time. */
const mostDetailed = 512;

/** What the links did. A link's messages are packets. */
export function networkReport(
  engine: PacketEngine,
  machine: PacketMachine,
  messages: MessageStatistics,
  utilization: UtilizationRecorder,
  reportedLinks: number,
): NetworkReport {
  const links = linkReports(engine, machine, utilization);
  const runTime = engine.cycle * machine.cycleTime;
  const { statistics } = engine;
  const packets = sum(statistics.packetsReceived);
  const flits = sum(statistics.flitsReceived);
  return {
    messages: messages.messages,
    bytes: messages.bytes,
    dimensions: dimensionReports(links, runTime),
    links: [...links]
      .sort((a, b) => b.bytes - a.bytes)
      .slice(0, reportedLinks)
      .map(({ activity, ...link }) => (links.length > mostDetailed ? link : { ...link, activity })),
    latency: messages.latency.summary(),
    attribution: {
      propagation: messages.propagation,
      serialization: messages.serialization,
      queueing: messages.queueing,
    },
    ...limitReport(machine),
    chosen: chosenSizes(machine),
    counters: {
      cycles: engine.cycle,
      packets,
      flits,
      flitHops: engine.flitHops,
      averagePacketLatency: statistics.packetLatency.mean,
      averagePacketNetworkLatency: ratio(sum(statistics.packetNetworkLatency), packets),
      averagePacketQueueingLatency: ratio(sum(statistics.packetQueueingLatency), packets),
      averageFlitLatency:
        ratio(sum(statistics.flitNetworkLatency), flits) + ratio(sum(statistics.flitQueueingLatency), flits),
      averageHops: ratio(statistics.hops, flits),
      allocationGrants: statistics.grants,
      allocationConflicts: statistics.conflicts,
      bufferedFlitsMean: ratio(statistics.bufferedSum, engine.cycle),
      bufferedFlitsPeak: statistics.bufferedPeak,
      virtualChannelClasses: machine.classes,
      firstWaysOnly: machine.ways === "first" ? 1 : 0,
      upDownRoutes: machine.ways === "up-down" ? 1 : 0,
    },
  };
}

function limitReport({ limit, description, routerName }: PacketMachine): Pick<NetworkReport, "bufferLimit"> {
  if (limit === undefined) return {};
  const { source, target } = description.links[limit.link]!;
  const { bandwidth, allowed, links } = limit;
  return { bufferLimit: { from: routerName(source), to: routerName(target), bandwidth, allowed, links } };
}

/** Sizes as they are, whoever chose them. */
function chosenSizes({ description, flitBytes, packetBytes }: PacketMachine): NetworkReport["chosen"] {
  const { links, vnets, vcsPerVnet, vcPackets = "one" } = description;
  const shared = vnets[0]!.buffersPerVc;
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (const { kind, buffersPerVc = shared } of links) {
    if (kind !== "internal") continue;
    least = Math.min(least, buffersPerVc);
    most = Math.max(most, buffersPerVc);
  }
  return {
    flitBytes,
    packetBytes,
    vcPackets,
    vcsPerVnet,
    ...(most > 0 ? { buffersPerVc: least === most ? most : `${least} to ${most}` } : {}),
    lanes: vnets.length,
  };
}

type ActiveLink = LinkReport & { readonly activity: LinkActivity };

function linkReports(
  engine: PacketEngine,
  machine: PacketMachine,
  utilization: UtilizationRecorder,
): ActiveLink[] {
  const { flitBytes, cycleTime } = machine;
  const window = utilization.window * cycleTime;
  return engine.description.links.flatMap(({ kind, source, target, dimension }, link): ActiveLink[] => {
    if (kind !== "internal") return [];
    const { flits, unused, packets, queueing, mostWaiting, cyclesPerFlit } = engine.linkUse(link);
    return [
      {
        from: machine.routerName(source),
        to: machine.routerName(target),
        dimension: dimension ?? null,
        bytes: Math.round((flits - unused) * flitBytes),
        messages: packets,
        busyTime: (flits - unused) * cyclesPerFlit * cycleTime,
        queueingTime: queueing * cycleTime,
        maxQueue: mostWaiting,
        activity: { window, utilization: utilization.utilization(link) },
      },
    ];
  });
}

function dimensionReports(links: readonly ActiveLink[], runTime: number): DimensionReport[] {
  const reports = new Map<number, Required<DimensionReport> & { links: number }>();
  for (const { dimension, bytes, messages, busyTime, queueingTime, maxQueue, activity } of links) {
    if (dimension === null) continue;
    let report = reports.get(dimension);
    if (report === undefined) {
      const none = { bytes: 0, messages: 0, busyTime: 0, queueingTime: 0, maxQueue: 0, utilization: 0 };
      const utilization = activity.utilization.map(() => 0);
      report = { dimension, ...none, activity: { window: activity.window, utilization }, links: 0 };
      reports.set(dimension, report);
    }
    report.bytes += bytes;
    report.messages += messages;
    report.busyTime += busyTime;
    report.queueingTime += queueingTime;
    report.maxQueue = Math.max(report.maxQueue, maxQueue);
    report.links++;
    for (const [index, share] of activity.utilization.entries()) report.activity.utilization[index]! += share;
  }
  return [...reports.values()]
    .sort((a, b) => a.dimension - b.dimension)
    .map(({ links: count, ...report }) => {
      for (const index of report.activity.utilization.keys()) report.activity.utilization[index]! /= count;
      return { ...report, utilization: ratio(report.busyTime, count * runTime) };
    });
}
