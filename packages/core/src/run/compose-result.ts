import { runBound } from "../bound/run-bound.js";
import type { LatencySummary, NetworkReport } from "../network/report.js";
import { bottleneckOf } from "../result/bottleneck.js";
import type { Result } from "../result/result.js";
import { version } from "../version.js";
import type { Run } from "./run.js";

/** The result of a run that has finished. */
export function composeResult(run: Run, wallSeconds: number): Result {
  const { experiment, simulator, mailbox, network, system, workload, warnings } = run;
  const { finish, compute, layers, passFinish, timeline } = workload.report();
  const { npus } = experiment.topology;
  // What one rank did, each of those that it stands for did too.
  const copies = npus / run.simulatedRanks;
  const npuFinish = repeated(
    finish.map((time) => time ?? Number.NaN),
    copies,
  );
  const bytesSent = repeated(mailbox.bytesSent, copies);
  const total = npuFinish[0]!;
  const systemReport = system.report();
  const bound = runBound({
    topology: experiment.topology,
    collectives: run.collectives.entries,
    time: npuFinish.reduce((latest, time) => Math.max(latest, time), run.collectives.lastEnd),
    compute,
    bytesSent,
    messages: mailbox.messages * copies,
    network: { name: experiment.network.name, contention: run.contention },
  });
  return {
    schema: "astra-ts/result@1",
    version,
    name: experiment.name,
    network: experiment.network.name,
    npus,
    topology: experiment.topology.dimensions,
    time: { total, compute, exposedCommunication: total - compute },
    bound,
    boundBy: bottleneckOf({ total, compute }, systemReport.dimensions),
    npuFinish,
    bytesSent,
    layers: [...layers],
    passFinish: [...passFinish],
    systemReport,
    timeline,
    networkReport: multiplied(network.report(), copies),
    simulation: { events: simulator.events, wallSeconds, ranks: run.simulatedRanks },
    warnings: [...warnings, ...bound.notes],
  };
}

function repeated(values: ArrayLike<number>, copies: number): number[] {
  return copies === 1 ? Array.from(values) : new Array<number>(copies).fill(values[0]!);
}

/** The report of a network that carried the messages of one rank, for all the ranks that it stands for. */
function multiplied(report: NetworkReport, copies: number): NetworkReport {
  if (copies === 1) return report;
  const { messages, bytes, dimensions, latency, attribution } = report;
  return {
    ...report,
    messages: messages * copies,
    bytes: bytes * copies,
    dimensions: dimensions.map((dimension) => ({
      ...dimension,
      bytes: dimension.bytes * copies,
      messages: dimension.messages * copies,
    })),
    ...(latency === undefined ? {} : { latency: multipliedLatency(latency, copies) }),
    ...(attribution === undefined
      ? {}
      : {
          attribution: {
            propagation: attribution.propagation * copies,
            serialization: attribution.serialization * copies,
            queueing: attribution.queueing * copies,
          },
        }),
  };
}

function multipliedLatency(latency: LatencySummary, copies: number): LatencySummary {
  const { count, histogram } = latency;
  return {
    ...latency,
    count: count * copies,
    ...(histogram === undefined
      ? {}
      : { histogram: { ...histogram, counts: histogram.counts.map((messages) => messages * copies) } }),
  };
}
