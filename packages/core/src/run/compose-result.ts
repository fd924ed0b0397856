import { runBound } from "../bound/run-bound.js";
import type { Experiment } from "../experiment/experiment.js";
import type { NetworkReport } from "../network/report.js";
import { bottleneckOf } from "../result/bottleneck.js";
import { breakdownOf } from "../result/breakdown.js";
import { type CollectiveRate, collectiveRate } from "../result/collective-rate.js";
import type { Result } from "../result/result.js";
import { type TrainingRate, trainingRate } from "../result/training-rate.js";
import { version } from "../version.js";
import type { RankView } from "../workload/model.js";
import { leftOver } from "./left-over.js";
import type { Run } from "./run.js";

/** The result of a run that has finished. */
export function composeResult(run: Run, wallSeconds: number): Result {
  const { experiment, simulator, mailbox, network, system, workload, warnings } = run;
  const {
    finish,
    compute,
    view,
    graph,
    jobs,
    systemOf = (rank: number) => system.report(rank),
  } = workload.report();
  const { npus } = experiment.topology;
  // What one rank did, each of those that it stands for did too.
  const copies = npus / run.simulatedRanks;
  const npuFinish = repeated(
    finish.map((time) => time ?? Number.NaN),
    copies,
  );
  const npuCompute = repeated(compute, copies);
  const npu = lastOf(npuFinish);
  const time = timeOf(npu, npuFinish, npuCompute);
  const seenFrom = run.observed.includes(npu) ? npu : lastOf(npuFinish, run.observed);
  const systemReport = systemOf(seenFrom);
  const bound = runBound({
    topology: experiment.topology,
    collectives: run.collectives.entries,
    transfers: run.messages.transfers(),
    time: Math.max(time.total, run.collectives.lastEnd),
    compute,
    messages: mailbox.messages * copies,
    network: { name: experiment.network.name, contention: run.contention },
  });
  const damaged = experiment.topology.damagedLinks?.() ?? [];
  const seen = view(seenFrom);
  const breakdown = breakdownOf(
    time.total,
    seen.busy ?? {},
    systemReport.dimensions.map(({ activity }) => activity),
  );
  const passes = Math.max(1, seen.passFinish.length);
  const training = trainingOf(experiment, time.total, passes);
  const collective = collectiveOf(run, time.total / passes);
  return {
    schema: "astra-ts/result@2",
    version,
    name: experiment.name,
    network: experiment.network.name,
    setup: run.setup,
    npus,
    topology: experiment.topology.dimensions,
    ...(damaged.length === 0 ? {} : { damagedLinks: damaged }),
    time,
    bound,
    boundBy: bottleneckOf(time, systemReport.dimensions, breakdown),
    breakdown,
    npuFinish,
    npuCompute,
    bytesSent: repeated(mailbox.bytesSent, copies),
    seenFrom,
    ...viewOf(seen),
    ...(collective === undefined ? {} : { collective }),
    ...(training === undefined ? {} : { training }),
    ...(graph === undefined ? {} : { graph }),
    ...(run.causes === undefined ? {} : { criticalPath: run.causes.path() }),
    ...(jobs === undefined ? {} : { jobs: [...jobs] }),
    systemReport,
    ...(seenFrom === 0 ? {} : { npu0: { ...viewOf(view(0)), dimensions: systemOf(0).dimensions } }),
    timeline: run.timeline.timeline(),
    networkReport:
      network.standForAll === undefined ? multiplied(network.report(), copies) : network.report(),
    simulation: { events: simulator.events, wallSeconds, ranks: run.simulatedRanks },
    warnings: [...warnings, ...leftOver(mailbox.pending()), ...bound.notes],
  };
}

/** The NPU that finished last, of some or of all; the lowest where there are several. */
function lastOf(finish: readonly number[], ranks: Iterable<number> = finish.keys()): number {
  let last = 0;
  for (const rank of ranks) if (finish[rank] > finish[last]) last = rank;
  return last;
}

function timeOf(npu: number, finish: readonly number[], computed: readonly number[]): Result["time"] {
  const total = finish[npu];
  const compute = computed[npu];
  return { total, npu, compute, exposedCommunication: total - compute };
}

function trainingOf(
  { workload, topology }: Experiment,
  time: number,
  steps: number,
): TrainingRate | undefined {
  if (!("step" in workload) || workload.step === undefined) return undefined;
  return trainingRate(workload.step, { steps, time, npus: topology.npus });
}

/** The rate of the only collective of a workload; as it ran, so with its scaled size. */
function collectiveOf({ experiment, collectives }: Run, time: number): CollectiveRate | undefined {
  const [entry] = collectives.entries;
  if (experiment.workload.kind !== "collective" || entry === undefined) return undefined;
  const { kind, bytes } = entry;
  return collectiveRate({ collective: kind, bytes }, { time, npus: experiment.topology.npus });
}

function viewOf({ layers, passFinish }: RankView): Pick<Result, "layers" | "passFinish"> {
  return { layers: [...layers], passFinish: [...passFinish] };
}

function repeated(values: ArrayLike<number>, copies: number): number[] {
  return copies === 1 ? Array.from(values) : new Array<number>(copies).fill(values[0]!);
}

/** The report of a network that carried the messages of one rank, for all the ranks that it stands for. */
function multiplied(report: NetworkReport, copies: number): NetworkReport {
  if (copies === 1) return report;
  const times = <Value>(value: Value, ...names: (keyof Value)[]): Value => ({
    ...value,
    ...Object.fromEntries(names.map((name) => [name, Number(value[name]) * copies])),
  });
  const { dimensions, latency, attribution } = report;
  const histogram = latency?.histogram;
  return {
    ...times(report, "messages", "bytes"),
    dimensions: dimensions.map((dimension) => times(dimension, "bytes", "messages")),
    ...(latency && {
      latency: {
        ...times(latency, "count"),
        ...(histogram && {
          histogram: { ...histogram, counts: histogram.counts.map((messages) => messages * copies) },
        }),
      },
    }),
    ...(attribution && { attribution: times(attribution, "propagation", "serialization", "queueing") }),
  };
}
